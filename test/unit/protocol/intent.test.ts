import { describe, expect, test } from 'vitest';
import { intentLinks, parseIntent } from '../../../src/protocol/intent.ts';
import { Refusal } from '../../../src/protocol/refusal.ts';

const post = 'https://social.test/@ann/1';

function parse(activity: string, values: Readonly<Record<string, string>>): unknown {
  try {
    return parseIntent(activity, new URLSearchParams(values));
  } catch (error) {
    return error instanceof Refusal ? error.code : error;
  }
}

test('every intent has a template with the parameters that it reads', () => {
  expect(intentLinks('https://blog.test/intents/')).toEqual([
    { rel: 'https://w3id.org/fep/3b86/Like', template: 'https://blog.test/intents/like?object={object}' },
    {
      rel: 'https://w3id.org/fep/3b86/Announce',
      template: 'https://blog.test/intents/announce?object={object}',
    },
    {
      rel: 'https://w3id.org/fep/3b86/Create',
      template: 'https://blog.test/intents/create?inReplyTo={inReplyTo}&name={name}&content={content}',
    },
    { rel: 'https://w3id.org/fep/3b86/Object', template: 'https://blog.test/intents/object?object={object}' },
  ]);
});

test.each(intentLinks('https://blog.test/intents/'))('$rel is met where it leads', ({ template }) => {
  const filled = new URL(template.replace(/\{(object|inReplyTo)\}/g, encodeURIComponent(post)));
  const activity = filled.pathname.replace('/intents/', '');
  expect(parseIntent(activity, filled.searchParams)).toMatchObject({ activity });
});

describe.each(['like', 'announce', 'object'])('%s', (activity) => {
  test('names an object, and nothing else is read', () => {
    expect(
      parse(activity, { object: post, 'on-success': 'https://evil.test/', 'on-cancel': '(close)' }),
    ).toEqual({ activity, object: post });
  });

  test.each([
    '',
    'javascript:alert(1)',
    'data:text/html,x',
    '//social.test/1',
    '/posts/kettle/',
    'https://',
    'https://ann@social.test/',
    'https://social.test/a b',
    'https://social.test/\n',
    'https://social.test\\@evil.test/',
    `https://social.test/${'x'.repeat(2_048)}`,
  ])('bad-request: %j', (object) => {
    expect(parse(activity, { object })).toBe('bad-request');
  });

  test('bad-request: without an object', () => {
    expect(parse(activity, {})).toBe('bad-request');
  });
});

test('what could look like another address is escaped', () => {
  expect(parse('like', { object: 'https://sоcial.test/\u202Etset' })).toEqual({
    activity: 'like',
    object: 'https://xn--scial-jye.test/%E2%80%AEtset',
  });
});

describe('create', () => {
  test('may answer, have a name and a text', () => {
    expect(
      parse('create', { inReplyTo: post, name: ' On\n tea ', content: 'One\r\n two \n\n\n\nthree\n' }),
    ).toEqual({
      activity: 'create',
      inReplyTo: post,
      name: 'On tea',
      content: 'One\ntwo\n\nthree',
    });
  });

  test.each([{}, { inReplyTo: '', name: '', content: '' }])('may be about nothing: %j', (values) => {
    expect(parse('create', values)).toEqual({
      activity: 'create',
      inReplyTo: undefined,
      name: '',
      content: '',
    });
  });

  test('bad-request: to answer what is no address', () => {
    expect(parse('create', { inReplyTo: 'kettle' })).toBe('bad-request');
  });

  test('texts are cut, and free of what hides or reorders', () => {
    const intent = parse('create', {
      name: `a\u202Eb\u200Bc\0${'x'.repeat(900)}`,
      content: `\u2066a\u2028b\n${'y'.repeat(9_000)}`,
    });
    expect(intent).toMatchObject({
      name: `abc${'x'.repeat(197)}`,
      content: expect.stringMatching(/^a b\ny{4900,4996}$/) as unknown,
    });
  });
});

test.each(['', 'Like', 'follow', 'constructor', '../like', 'like/'])('not-found: %j', (activity) => {
  expect(parse(activity, { object: post })).toBe('not-found');
});
