import { describe, expect, test } from 'vitest';
import { loadSettings, SettingsError } from '../../src/config.ts';

const projectDir = '/srv/outward';

test('without any variable the blog stands on this machine, for this machine', () => {
  expect(loadSettings({}, projectDir)).toEqual({
    origin: 'http://localhost:4321',
    host: '127.0.0.1',
    port: 4321,
    dataDir: '/srv/outward/var',
    contentDir: '/srv/outward/content',
    trustProxy: false,
    authorizedFetch: false,
    privatePeers: [],
    graceMs: 120_000,
    pace: undefined,
    inboxRate: 6000,
    domainQuotaBytes: 100_000_000,
    metricsToken: undefined,
    webhook: undefined,
  });
});

test.each([
  ['ORIGIN', 'https://blog.example', { origin: 'https://blog.example', port: 4321 }],
  ['ORIGIN', 'https://blog.example/', { origin: 'https://blog.example' }],
  ['ORIGIN', 'HTTPS://Blog.Example:443', { origin: 'https://blog.example' }],
  ['ORIGIN', 'https://bücher.example', { origin: 'https://xn--bcher-kva.example' }],
  ['ORIGIN', 'http://localhost:8080', { origin: 'http://localhost:8080', port: 8080 }],
  ['ORIGIN', 'http://localhost', { origin: 'http://localhost', port: 4321 }],
  ['ORIGIN', 'https://blog.example:8443', { origin: 'https://blog.example:8443', port: 4321 }],
  ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
  ['INBOX_RATE', '600', { inboxRate: 600 }],
  ['GRACE', '600', { graceMs: 600_000 }],
  ['GRACE', '0', { graceMs: 0 }],
  ['PACE', '300', { pace: 300 }],
  ['ORIGIN_QUOTA', '5', { domainQuotaBytes: 5_000_000 }],
  ['METRICS_TOKEN', 'tea', { metricsToken: 'tea' }],
  ['PORT', '0', { port: 0 }],
  ['PORT', ' 8080 ', { port: 8080 }],
  ['PORT', '65535', { port: 65_535 }],
  ['PORT', '', { port: 4321 }],
  ['DATA_DIR', 'data', { dataDir: '/srv/outward/data' }],
  ['DATA_DIR', '/var/lib/outward', { dataDir: '/var/lib/outward' }],
  ['CONTENT_DIR', '../words', { contentDir: '/srv/words' }],
  ['TRUST_PROXY', 'true', { trustProxy: true }],
  ['TRUST_PROXY', 'YES', { trustProxy: true }],
  ['TRUST_PROXY', '1', { trustProxy: true }],
  ['TRUST_PROXY', 'no', { trustProxy: false }],
  ['TRUST_PROXY', '0', { trustProxy: false }],
  ['AUTHORIZED_FETCH', 'true', { authorizedFetch: true }],
  ['AUTHORIZED_FETCH', 'no', { authorizedFetch: false }],
  ['DATABASE_URL', '  ', { origin: 'http://localhost:4321' }],
])('%s=%s', (name, value, expected) => {
  expect(loadSettings({ [name]: value }, projectDir)).toMatchObject(expected);
});

test('a forge is listened to with a secret, and the address to fetch from', () => {
  const secret = 'a secret of sixteen';
  for (const repository of [
    'https://forge.test/b.git',
    'ssh://git@forge.test/b.git',
    'file:///b',
    '/srv/b',
  ]) {
    const environment = { WEBHOOK_SECRET: secret, WEBHOOK_REPOSITORY: repository };
    expect(loadSettings(environment, projectDir).webhook).toEqual({ secret, repository });
  }
});

test.each([
  ['short', 'https://forge.test/b.git', 'WEBHOOK_SECRET has 5 characters. Take 16 or more'],
  ['a secret of sixteen', undefined, 'belong together'],
  [undefined, 'https://forge.test/b.git', 'belong together'],
  ['a secret of sixteen', 'http://forge.test/b.git', 'WEBHOOK_REPOSITORY is no address that is safe'],
  ['a secret of sixteen', 'git@forge.test:ann/b.git', 'ssh://git@forge.example/ann/blog.git'],
  ['a secret of sixteen', 'ext::sh -c evil', 'WEBHOOK_REPOSITORY is no address that is safe'],
  ['a secret of sixteen', '--upload-pack=evil', 'WEBHOOK_REPOSITORY is no address that is safe'],
  ['a secret of sixteen', '../blog', 'WEBHOOK_REPOSITORY is no address that is safe'],
])('WEBHOOK_SECRET=%s with WEBHOOK_REPOSITORY=%s stops the start', (secret, repository, sentence) => {
  const environment = { WEBHOOK_SECRET: secret, WEBHOOK_REPOSITORY: repository };
  expect(() => loadSettings(environment, projectDir)).toThrow(sentence);
});

test('PRIVATE_PEERS is a list of ranges', () => {
  expect(loadSettings({ PRIVATE_PEERS: '127.0.0.0/8, ::1/128' }, projectDir).privatePeers).toHaveLength(2);
});

test.each([
  [
    'ORIGIN',
    'blog.example',
    'ORIGIN is "blog.example", which is no web address. Write it like https://blog.example.',
  ],
  [
    'ORIGIN',
    'ftp://blog.example',
    'ORIGIN is "ftp://blog.example", which is no web address. Write it like https://blog.example.',
  ],
  [
    'ORIGIN',
    'https://blog.example/blog',
    'ORIGIN is "https://blog.example/blog", but must have no path, query or name. Write https://blog.example.',
  ],
  [
    'ORIGIN',
    'https://blog.example?a',
    'ORIGIN is "https://blog.example?a", but must have no path, query or name. Write https://blog.example.',
  ],
  [
    'ORIGIN',
    'https://blog.example#a',
    'ORIGIN is "https://blog.example#a", but must have no path, query or name. Write https://blog.example.',
  ],
  [
    'ORIGIN',
    'https://ann@blog.example',
    'ORIGIN is "https://ann@blog.example", but must have no path, query or name. Write https://blog.example.',
  ],
  [
    'PORT',
    'http',
    'PORT is "http", which is no port. Write a number from 1 to 65535, or 0 for any free one.',
  ],
  [
    'PORT',
    '65536',
    'PORT is "65536", which is no port. Write a number from 1 to 65535, or 0 for any free one.',
  ],
  [
    'GRACE',
    '2m',
    'GRACE is "2m". Write a whole number of seconds, at most 86400; 0 tells followers at once.',
  ],
  [
    'GRACE',
    '90000',
    'GRACE is "90000". Write a whole number of seconds, at most 86400; 0 tells followers at once.',
  ],
  ['PACE', '0', 'PACE is "0". Write a whole number of deliveries a minute, 1 or more.'],
  ['INBOX_RATE', 'many', 'INBOX_RATE is "many". Write a whole number of requests a minute, 1 or more.'],
  ['ORIGIN_QUOTA', '0', 'ORIGIN_QUOTA is "0". Write a whole number of megabytes, 1 or more.'],
  ['PORT', '-1', 'PORT is "-1", which is no port. Write a number from 1 to 65535, or 0 for any free one.'],
  [
    'PORT',
    '80.5',
    'PORT is "80.5", which is no port. Write a number from 1 to 65535, or 0 for any free one.',
  ],
  [
    'PORT',
    '0x50',
    'PORT is "0x50", which is no port. Write a number from 1 to 65535, or 0 for any free one.',
  ],
  ['TRUST_PROXY', 'maybe', 'TRUST_PROXY is "maybe". Write true or false.'],
  ['AUTHORIZED_FETCH', 'secure', 'AUTHORIZED_FETCH is "secure". Write true or false.'],
  [
    'PRIVATE_PEERS',
    '10.0.0.0/8,home',
    'PRIVATE_PEERS: "home" is not a range of addresses; write it like 10.0.0.0/8 or ::1/128.',
  ],
  [
    'DATABASE_URL',
    'postgres://localhost/blog',
    'DATABASE_URL is set, but this version of Outward keeps its data in SQLite only. Remove it; the data lies in DATA_DIR.',
  ],
])('%s=%s stops the start with what to write instead', (name, value, sentence) => {
  const load = (): unknown => loadSettings({ [name]: value }, projectDir);
  expect(load).toThrow(SettingsError);
  expect(load).toThrow(sentence);
});

describe('mail', () => {
  const to = { MAIL_TO: 'ann@mail.example' };
  const mailOf = (environment: Readonly<Record<string, string>>): unknown =>
    loadSettings({ ...to, ...environment }, projectDir).mail;

  test('goes out where a server is named, by default in one mail an hour and from whom it goes to', () => {
    expect(mailOf({})).toBeUndefined();
    expect(mailOf({ SMTP_URL: 'smtps://an%40n:p%2Fw@mail.example' })).toEqual({
      server: {
        host: 'mail.example',
        port: 465,
        isTls: true,
        isNear: false,
        login: { user: 'an@n', password: 'p/w' },
      },
      from: 'ann@mail.example',
      to: 'ann@mail.example',
      pace: 'hourly',
    });
  });

  test.each([
    ['smtp://mail.example', { port: 587, isTls: false, isNear: false, login: undefined }],
    ['smtp://mail.example:25', { port: 25, isNear: false }],
    ['smtp://localhost', { isNear: true }],
    ['smtp://127.0.0.1:2525', { port: 2525, isNear: true }],
    ['smtp://[::1]:2525', { host: '::1', isNear: true }],
    ['smtp://10.0.0.7', { isNear: true }],
    ['smtp://192.0.2.1.example', { isNear: false }],
  ])('%s is read', (url, server) => {
    expect(mailOf({ SMTP_URL: url, NOTICES: 'each', MAIL_FROM: 'Blog <b@mail.example>' })).toMatchObject({
      server,
      from: 'Blog <b@mail.example>',
      pace: 'each',
    });
  });

  test.each([
    [{ NOTICES: 'weekly' }, /NOTICES is "weekly"/],
    [{ SMTP_URL: 'smtp://mail.example', MAIL_TO: '' }, /MAIL_TO is not/],
    [{ SMTP_URL: 'smtp://mail.example', MAIL_TO: 'ann' }, /MAIL_TO is "ann"/],
    [{ SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'a@b.example, c@d.example' }, /MAIL_FROM/],
    [{ SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'A\r\nBcc: x <a@b.example>' }, /MAIL_FROM/],
    [{ SMTP_URL: 'https://mail.example' }, /SMTP_URL is no address/],
    [{ SMTP_URL: 'mail.example' }, /SMTP_URL is no address/],
    [{ SMTP_URL: 'smtp://' }, /SMTP_URL is no address/],
    [{ SMTP_URL: 'smtp://a:50%@mail.example' }, /SMTP_URL is no address/],
  ])('refused: %o', (environment, message) => {
    expect(() => mailOf(environment)).toThrow(message);
  });

  test('a password that cannot be read is not repeated', () => {
    expect(() => mailOf({ SMTP_URL: 'smtp://a:secret%@mail.example' })).not.toThrow(/secret/);
  });
});
