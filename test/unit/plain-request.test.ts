import { describe, expect, test } from 'vitest';
import { readPlainRequest } from '../../src/plain-request.ts';

const host = 'Host: blog.test';

function head(...lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A GET with these lines besides its Host. */
function get(...lines: readonly string[]): string {
  return head('GET /posts/kettle/ HTTP/1.1', host, ...lines);
}

describe('a plain request', () => {
  test('is read with what an answer may depend on, whatever else is said', () => {
    const text = get(
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64)',
      'ACCEPT: text/html, */*;q=0.8',
      'accept-encoding: gzip, br',
      'Cookie: a=b; c="d"',
      'Connection: Keep-Alive',
      'If-None-Match: W/"abc-br"',
      'Sec-Fetch-Mode: navigate',
      'X-Forwarded-For: 203.0.113.7',
    );
    expect(readPlainRequest(text, 0)).toEqual({
      method: 'GET',
      url: '/posts/kettle/',
      headers: {
        host: 'blog.test',
        accept: 'text/html, */*;q=0.8',
        'accept-encoding': 'gzip, br',
        'if-none-match': 'W/"abc-br"',
      },
      end: text.length,
    });
  });

  test('is read where it begins, and says where it ends', () => {
    const first = get();
    const second = head('HEAD /gr%C3%BCn/ HTTP/1.1', host);
    const { end = 0 } = readPlainRequest(first + second, 0) ?? {};
    expect(end).toBe(first.length);
    expect(readPlainRequest(first + second, end)).toMatchObject({
      method: 'HEAD',
      url: '/gr%C3%BCn/',
      end: first.length + second.length,
    });
  });
});

describe('left to node:http is', () => {
  test.each([
    ['what is not there whole', get().slice(0, -1)],
    ['a request without a Host', head('GET / HTTP/1.1', 'Accept: */*')],
    ['a request of HTTP/1.0', head('GET / HTTP/1.0', host)],
    ['a version that there is not', head('GET / HTTP/1.2', host)],
    ['another method', head('POST / HTTP/1.1', host)],
    ['a method in small letters', head('get / HTTP/1.1', host)],
    ['a target with its origin', head('GET http://blog.test/ HTTP/1.1', host)],
    ['a target with a query', head('GET /?q=1 HTTP/1.1', host)],
    ['a target with a fragment', head('GET /#a HTTP/1.1', host)],
    ['two spaces', head('GET  / HTTP/1.1', host)],
    ['an empty line before all others', `\r\n${get()}`],
    ['a line that ends with a bare line feed', `GET / HTTP/1.1\n${host}\r\n\r\n`],
    ['a field that ends with a bare line feed', get('Accept: a\nX: b')],
    ['a bare carriage return', get('Accept: a\rX: b')],
    ['a folded field', get('Accept: a', ' b')],
    ['a space before the colon', get('Accept : a')],
    ['no space behind the colon', get('Accept:a')],
    ['a tab', get('Accept: a\tb')],
    ['an empty field', get('Accept: ')],
    ['a byte beyond ASCII', get('User-Agent: \u00e9')],
    ['a zero byte', get('User-Agent: a\0b')],
    ['a field without a colon', get('Accept')],
    ['a field that is not known', get('X-Odd: a')],
    ['a field called like what every object has', get('__proto__: a')],
    ['a name that begins like a known one', get('Accept-Charset: a')],
    ['a name that ends like a known one', get('X-Accept: a')],
    ['a second Host', get(host)],
    ['a Host that could be none', head('GET / HTTP/1.1', 'Host: a, b')],
    ['two Accepts', get('Accept: a', 'accept: b')],
    ['two tags', get('If-None-Match: "a"', 'If-None-Match: "b"')],
    ['a length', get('Content-Length: 0')],
    ['chunks', get('Transfer-Encoding: chunked')],
    ['an upgrade', get('Connection: Upgrade', 'Upgrade: h2c')],
    ['an expectation', get('Expect: 100-continue')],
    ['a connection that is to end', get('Connection: close')],
    ['a connection with more to say', get('Connection: keep-alive, close')],
    ['a head of more than 8 KiB', get(`Cookie: ${'x'.repeat(8_192)}`)],
  ])('%s', (_, text) => {
    expect(readPlainRequest(text, 0)).toBeUndefined();
  });
});

test('a head of a thousand lines is read in a moment', () => {
  const lines = Array<string>(1_000).fill('DNT: 1');
  expect(readPlainRequest(get(...lines), 0)).toBeDefined();
  expect(readPlainRequest(get(...lines, 'X: y'), 0)).toBeUndefined();
});
