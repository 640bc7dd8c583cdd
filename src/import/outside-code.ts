const code = /(^(?<fence>`{3,}|~{3,})[^\n]*\n[^]*?^\k<fence>[`~]*[^\S\n]*$|(?<!`)(`+)(?!`)[^]*?[^`]\3(?!`))/m;

/** Changes a Markdown text everywhere but in its code. */
export function outsideCode(markdown: string, change: (text: string) => string): string {
  const parts: string[] = [];
  let rest = markdown;
  for (let match = code.exec(rest); match !== null; match = code.exec(rest)) {
    parts.push(change(rest.slice(0, match.index)), match[0]);
    rest = rest.slice(match.index + match[0].length);
  }
  return [...parts, change(rest)].join('');
}

/** A fenced block, its fence longer than any in the code. */
export function fenced(source: string, lang = ''): string {
  const longest = Math.max(2, ...[...source.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${lang}\n${source.replace(/^\n+|\s+$/g, '')}\n${fence}`;
}
