import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What may follow some words of a command line: `keys` → `rotate`, `--json`. */
interface Place {
  /** The verbs before, joined by spaces; empty for the first word. */
  readonly path: string;
  readonly verbs: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly { readonly name: string; readonly description: string }[];
}

/** A script that has `shell` complete the verbs and options of `program`. */
export function completionFor(shell: Shell, program: Command): string {
  const places = placesOf(program, '');
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](program.name(), places);
}

function placesOf(command: Command, path: string): readonly Place[] {
  const help = command.createHelp();
  const verbs = help
    .visibleCommands(command)
    .map((verb) => ({ name: verb.name(), description: verb.description() }));
  const options = help
    .visibleOptions(command)
    .flatMap(({ description, long }) => (typeof long === 'string' ? [{ name: long, description }] : []));
  const below = command.commands
    .filter((verb) => verbs.some(({ name }) => name === verb.name()))
    .flatMap((verb) => placesOf(verb, `${path} ${verb.name()}`.trim()));
  return [{ path, verbs, options }, ...below];
}

/** Names of verbs and options are letters and hyphens: nothing in them needs quotes. */
function bashScript(name: string, places: readonly Place[]): string {
  const cases = places.map(({ options, path, verbs }) => {
    const words = [...verbs, ...options].map((word) => word.name);
    return `    '${path}') words='${words.join(' ')}' ;;`;
  });
  return `_${name}() {
  local word path='' words='' known='${places.map(({ path }) => `|${path}|`).join('')}'
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $known == *"|\${path:+$path }$word|"* ]] && path="\${path:+$path }$word"
  done
  case $path in
${cases.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _${name} ${name}`;
}

/** By the shell's own understanding of what is written for bash, which has no mapfile there. */
function zshScript(name: string, places: readonly Place[]): string {
  const script = bashScript(name, places).replace(
    /^ {2}mapfile.*$/m,
    `  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
  );
  return `autoload -U +X compinit bashcompinit\ncompinit\nbashcompinit\n${script}`;
}

function fishScript(name: string, places: readonly Place[]): string {
  const lines = places.flatMap(({ options, path, verbs }) => {
    const condition =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    return [
      ...verbs.map(
        (verb) => `complete -c ${name} -n '${condition}' -a ${verb.name} -d ${quoted(verb.description)}`,
      ),
      ...options.map((option) => {
        return `complete -c ${name} -n '${condition}' -l ${option.name.slice(2)} -d ${quoted(option.description)}`;
      }),
    ];
  });
  return lines.join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
