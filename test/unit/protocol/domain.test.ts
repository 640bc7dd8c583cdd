import { expect, test } from 'vitest';
import { domainOf } from '../../../src/protocol/domain.ts';
import { uri } from '../builders.ts';

test.each([
  ['social.example', 'social.example'],
  ['a.b.c.social.example', 'social.example'],
  ['SOCIAL.example:8443', 'social.example'],
  ['social.example.', 'social.example'],
  ['social.example.co.uk', 'example.co.uk'],
  ['x.example.com.br', 'example.com.br'],
  ['example.com.br', 'example.com.br'],
  ['a.io.example', 'io.example'],
  ['x.abc.io', 'abc.io'],
  ['tea.masto.host', 'tea.masto.host'],
  ['a.tea.masto.host', 'tea.masto.host'],
  ['localhost', 'localhost'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7:8080', '192.0.2.7'],
  ['[2001:db8::1]', '[2001:db8::1]'],
])('%s is of the domain %s', (host, domain) => {
  expect(domainOf(uri(`https://${host}/users/a`))).toBe(domain);
});
