import { expect, test } from 'vitest';
import { themeMistakeOf } from '../../../src/release/theme.ts';

const began =
  '12:02:37 [build] Building server entrypoints...\n12:02:38 [ERROR] [vite] ✗ Build failed in 530ms\n';

test('of all that is printed about a theme that cannot be compiled, file, line and reason are told', () => {
  const printed =
    `${began}\u001b[31m[CompilerError]\u001b[39m Expected \`:\` but found \`=\`\n` +
    '  Location:\n    /srv/blog/src/components/PostMeta.astro:19:32\n' +
    '  Stack trace:\n    at compile (file:///srv/blog/node_modules/astro/dist/compile.js:67:11)\n';
  expect(themeMistakeOf(printed, '/srv/blog')).toBe(
    'The theme cannot be compiled.\n' +
      'src/components/PostMeta.astro:19:32: Expected `:` but found `=` (CompilerError)',
  );
});

test('a reason without a place is told alone', () => {
  expect(themeMistakeOf(`${began}[ConfigError] No adapter.\n`, '/srv/blog')).toBe(
    'The theme cannot be compiled.\nNo adapter. (ConfigError)',
  );
});

test('what cannot be taken apart is told whole', () => {
  expect(themeMistakeOf('Segmentation fault\n', '/srv/blog')).toBe(
    'The theme cannot be compiled.\nSegmentation fault',
  );
});
