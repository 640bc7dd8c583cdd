import { describe, expect, test } from 'vitest';
import { formatSignatureHeader, parseSignatureHeader } from '../../../../src/protocol/signature/header.ts';

const keyId = 'https://a.test/users/ann#main-key';
const header = `keyId="${keyId}",algorithm="rsa-sha256",headers="(request-target) host date",signature="c2ln"`;
const badSignature = expect.objectContaining({ name: 'Refusal', code: 'bad-signature' }) as Error;

const parameters = {
  keyId,
  algorithm: 'rsa-sha256',
  headers: ['(request-target)', 'host', 'date'],
  signature: Buffer.from('sig'),
  created: undefined,
  expires: undefined,
};

describe('a Signature header is read', () => {
  test.each([
    ['as Mastodon writes it', header],
    ['with the word of Authorization', `Signature ${header}`],
    ['with spaces', header.replaceAll(',', ' , ').replaceAll('=', ' = ').replace('c2ln" ', 'c2ln"')],
    ['with parameters nobody knows', `${header},nonce="x",depth=3`],
    ['with names in capitals', header.replace('host date', 'Host DATE')],
  ])('%s', (_, written) => {
    expect(parseSignatureHeader(written)).toMatchObject({ keyId, headers: parameters.headers });
  });

  test('with times (Lemmy), written bare or quoted', () => {
    const times = `keyId="${keyId}",algorithm="hs2019",created=1795339800,expires="1795340100",headers="(created) (expires)",signature="c2ln"`;
    expect(parseSignatureHeader(times)).toMatchObject({
      algorithm: 'hs2019',
      created: 1_795_339_800,
      expires: 1_795_340_100,
    });
  });

  test('without a list of headers as signing (created) when that is given, else date', () => {
    expect(parseSignatureHeader(`keyId="${keyId}",signature="c2ln"`).headers).toEqual(['date']);
    expect(parseSignatureHeader(`keyId="${keyId}",created=1,signature="c2ln"`).headers).toEqual([
      '(created)',
    ]);
  });

  test('as it was formatted', () => {
    expect(parseSignatureHeader(formatSignatureHeader(parameters))).toEqual(parameters);
    const timed = { ...parameters, created: 0, expires: 1_795_340_100 };
    expect(parseSignatureHeader(formatSignatureHeader(timed))).toEqual(timed);
  });
});

describe('401:', () => {
  test.each([
    ['empty', ''],
    ['one word', 'Signature'],
    ['RFC 9421', 'sig1=:c2ln:'],
    ['no keyId', 'headers="date",signature="c2ln"'],
    ['an empty keyId', 'keyId="",signature="c2ln"'],
    ['no signature', `keyId="${keyId}",headers="date"`],
    ['two keyIds', `${header},keyId="https://b.test/#main-key"`],
    ['two signatures', `${header},signature="c2ln"`],
    ['two signatures of a repeated header', `${header}, ${header}`],
    ['two unknown parameters of one name', `${header},x="1",x="2"`],
    ['a shared secret', header.replace('rsa-sha256', 'HMAC-SHA256')],
    ['a parameter without value', `${header},x`],
    ['a trailing comma', `${header},`],
    ['no comma', header.replace('",headers', '" headers')],
    ['an open quote', header.slice(0, -1)],
    ['an escaped quote', header.replace('ann#', 'ann\\"#')],
    ['a bare word', header.replace('"rsa-sha256"', 'rsa-sha256')],
    ['no names', header.replace('(request-target) host date', '')],
    ['a name twice', header.replace('host date', 'host Host')],
    ['two spaces between names', header.replace('host date', 'host  date')],
    ['a pseudo-header nobody knows', header.replace('host date', '(response-status) date')],
    ['a name that is none', header.replace('host date', 'host: date')],
    ['too many names', header.replace('host date', Array.from({ length: 40 }, (_, n) => `x-${n}`).join(' '))],
    ['too many parameters', `${header},${Array.from({ length: 40 }, (_, n) => `x${n}=1`).join(',')}`],
    ['a signature that is not base64', header.replace('c2ln', 'c2ln!')],
    ['a signature of the URL alphabet', header.replace('c2ln', '_-_-')],
    ['a signature without its padding', header.replace('c2ln', 'c2k')],
    ['a signature with bits that do not count', header.replace('c2ln', 'c2l=')],
    ['a fraction of a second', `${header},created="1.5"`],
    ['a leading zero', `${header},created=01`],
    ['a time before all time', `${header},created="-1"`],
    ['a time after all time', `${header},expires=9999999999999`],
    ['too long', header.replace('c2ln', 'c'.repeat(9000))],
  ])('%s is refused', (_, written) => {
    expect(() => parseSignatureHeader(written)).toThrow(badSignature);
  });
});
