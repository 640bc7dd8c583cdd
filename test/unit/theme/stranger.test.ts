import { describe, expect, test } from 'vitest';
import { anchorOf, hueClassOf, initialsOf, webUrl } from '../../../src/components/stranger.ts';

describe('a link to a stranger', () => {
  test('may lead to http and https', () => {
    expect(webUrl('https://peer.test/@moss')).toBe('https://peer.test/@moss');
    expect(webUrl('http://peer.test/@moss')).toBe('http://peer.test/@moss');
  });

  test.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    '//peer.test',
    '/admin',
    '',
  ])('never leads to %j', (url) => {
    expect(webUrl(url)).toBeUndefined();
  });
});

describe('initials', () => {
  test.each([
    ['Ada Byron', 'AB'],
    ['ada', 'A'],
    ['Ada Augusta King Byron', 'AB'],
    ['🌲 Björn 🌲', 'B'],
    ['李明', '李'],
    ['ada\u0301\u0302\u0303\u0304 b\u0301', 'AB'],
    ['<script>', 'S'],
  ])('of %j are %j', (name, initials) => {
    expect(initialsOf(name, 'user')).toBe(initials);
  });

  test('come from the handle when the name has no letters, and are a question mark when that has none', () => {
    expect(initialsOf('🌲🌲', 'moss')).toBe('M');
    expect(initialsOf('', '__')).toBe('?');
  });
});

test('a colour depends on the id alone and is one of twelve', () => {
  const classes = Array.from({ length: 200 }, (_, index) => hueClassOf(`https://peer.test/users/${index}`));
  expect(classes[7]).toBe(hueClassOf('https://peer.test/users/7'));
  expect(new Set(classes).size).toBe(12);
  expect(classes.every((name) => /^hue-(\d|10|11)$/.test(name))).toBe(true);
});

test('an anchor is fit for an id, whatever the reply is called', () => {
  expect(anchorOf('https://peer.test/notes/"><script>')).toMatch(/^reply-[0-9a-f]{12}$/);
  expect(anchorOf('https://peer.test/notes/1')).not.toBe(anchorOf('https://peer.test/notes/2'));
});
