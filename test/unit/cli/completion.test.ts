import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { completionFor } from '../../../src/cli/completion.ts';

function program(): Command {
  const blog = new Command('outward').description('a blog').version('1.0.0');
  const keys = blog
    .command('keys')
    .description('the keys, and the writer’s own')
    .option('--json', 'for a program');
  keys.command('rotate').description('make new ones');
  blog.command('keep').description("what isn't lost");
  blog.command('secret', { hidden: true }).description('for the program itself');
  return blog;
}

/** What bash proposes when the last of these words is being typed. */
function proposed(...words: readonly string[]): readonly string[] {
  const script = `${completionFor('bash', program())}
COMP_WORDS=(outward "$@"); COMP_CWORD=$#; _outward; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  return output.split('\n').filter((line) => line !== '');
}

test('bash proposes the verbs that begin so, their verbs, and their options; hidden ones never', () => {
  expect(proposed('ke')).toEqual(['keys', 'keep']);
  expect(proposed('keys', '')).toEqual(['rotate', 'help', '--json', '--help']);
  expect(proposed('keys', '--json', 'r')).toEqual(['rotate']);
  expect(proposed('keys', 'rotate', '--')).toEqual(['--help']);
  expect(proposed('sec')).toEqual([]);
});

test('fish is told the descriptions too, quoted', () => {
  const lines = completionFor('fish', program()).split('\n');
  expect(lines).toContain("complete -c outward -n '__fish_use_subcommand' -a keep -d 'what isn\\'t lost'");
  expect(lines).toContain(
    "complete -c outward -n '__fish_seen_subcommand_from keys' -l json -d 'for a program'",
  );
});

test('zsh takes the same by its understanding of bash', () => {
  const script = completionFor('zsh', program());
  expect(script).toMatch(/^autoload .*bashcompinit/);
  expect(script).not.toContain('mapfile');
});
