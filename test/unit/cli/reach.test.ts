import { expect, test } from 'vitest';
import { missingForReach } from '../../../src/cli/reach.ts';

test.each(['https://blog.example.org', 'https://bücher.de', 'https://localhost.blog.org'])(
  'nothing is missing at %s',
  (origin) => {
    expect(missingForReach(origin)).toEqual([]);
  },
);

test.each([
  ['http://localhost:4321', ['A public name: localhost', 'TLS', 'The usual port']],
  ['https://localhost', ['A public name']],
  ['https://blog', ['A public name']],
  ['https://192.168.1.20', ['A public name']],
  ['https://8.8.8.8', ['A public name']],
  ['https://[2606:4700::1111]', ['A public name']],
  ['https://blog.test', ['A public name']],
  ['https://nas.local', ['A public name']],
  ['https://nas.home.arpa', ['A public name']],
  ['https://blog.onion', ['A public name']],
  ['http://blog.example.org', ['TLS']],
  ['https://blog.example.org:8443', ['The usual port: many servers refuse addresses with a port (:8443)']],
])('%s: what is missing is said, with its cure', (origin, expected) => {
  const missing = missingForReach(origin);
  expect(missing.map((sentence, index) => sentence.startsWith(expected[index] ?? '?'))).toEqual(
    expected.map(() => true),
  );
});
