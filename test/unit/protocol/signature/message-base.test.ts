import { expect, test } from 'vitest';
import { messageBase } from '../../../../src/protocol/signature/message-base.ts';

const badSignature = expect.objectContaining({ name: 'Refusal', code: 'bad-signature' }) as Error;
const fields: Readonly<Record<string, string>> = {
  'x-a': ' one, two ',
  'x-b': '',
  'x-c': '1\n"@method": GET',
};
const parts = (target: string) => ({
  method: 'POST',
  origin: 'https://blog.test:8443',
  target,
  header: (name: string) => fields[name] ?? null,
});
const bare = (name: string) => [name, new Map()] as const;
const line = (name: string, target: string): string | undefined =>
  messageBase([bare(name)], '()', parts(target)).split('\n')[0];

test.each([
  ['@method', '/a', 'POST'],
  ['@target-uri', '/a?b', 'https://blog.test:8443/a?b'],
  ['@authority', '/a', 'blog.test:8443'],
  ['@scheme', '/a', 'https'],
  ['@request-target', '/a?b=1', '/a?b=1'],
  ['@path', '/a/b?c', '/a/b'],
  ['@path', '/', '/'],
  ['@query', '/a?b=1&c', '?b=1&c'],
  ['@query', '/a?', '?'],
  ['@query', '/a', '?'],
  ['x-a', '/', 'one, two'],
  ['x-b', '/', ''],
])('%s of %s is %s', (name, target, value) => {
  expect(line(name, target)).toBe(`"${name}": ${value}`);
});

test('the last line is the text of the label, whatever it is', () => {
  expect(messageBase([], '();created=1;x="y z"', parts('/'))).toBe(
    '"@signature-params": ();created=1;x="y z"',
  );
});

test.each([
  ['Pet', 'dog'],
  ['first%20name', 'a%20b%2Bc'],
  ['caf%C3%A9', '%C3%BC'],
  ['quote', 'it%27s%20%21%28%7E%29*'],
])('@query-param %s is %s', (name, value) => {
  const target = "/?Pet=dog&first+name=a+b%2Bc&caf%C3%A9=%C3%BC&quote=it's+!(~)*";
  const base = messageBase([['@query-param', new Map([['name', name]])]], '()', parts(target));
  expect(base).toBe(`"@query-param";name="${name}": ${value}\n"@signature-params": ()`);
});

test.each([
  ['a parameter that occurs twice', new Map([['name', 'a']])],
  ['a parameter that does not occur', new Map([['name', 'b']])],
  ['no name', new Map()],
  [
    'a name and more',
    new Map<string, string | boolean>([
      ['name', 'c'],
      ['req', true],
    ]),
  ],
])('401: @query-param with %s is refused', (_, parameters) => {
  expect(() => messageBase([['@query-param', parameters]], '()', parts('/?a=1&a=1&c=1'))).toThrow(
    badSignature,
  );
});

test('401: a value cannot smuggle in another line', () => {
  expect(() => messageBase([bare('x-c')], '()', parts('/'))).toThrow(badSignature);
});
