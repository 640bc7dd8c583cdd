import { describe, expect, test } from 'vitest';
import { readSignature } from '../../../../src/protocol/signature/claim.ts';
import { publicKeyFromPem, verifyBase } from '../../../../src/protocol/signature/keys.ts';
import { messageBase } from '../../../../src/protocol/signature/message-base.ts';
import { parseSignatures } from '../../../../src/protocol/signature/signature-input.ts';
import { fixture } from '../fixture.ts';

const refusal = (code: string): Error => expect.objectContaining({ name: 'Refusal', code }) as Error;

interface Message {
  readonly method?: string;
  readonly status?: number;
  readonly target: string;
  readonly headers: [string, string][];
  readonly body: string;
}

function receivedFrom({ method = 'GET', target, headers, body }: Message, more: [string, string][] = []) {
  const fields = new Headers([...headers, ...more]);
  const header = (name: string): string | null => fields.get(name);
  return { method, target, header, body: new TextEncoder().encode(body) };
}

describe('RFC 9421 Appendix B', () => {
  interface Vector {
    readonly id: string;
    readonly algorithm: string;
    readonly keyid: string;
    readonly message: string;
    readonly label: string;
    readonly signatureInput: string;
    readonly signature: string;
    readonly signatureBase?: string;
    readonly expect: 'valid' | 'invalid';
  }
  const { keys, messages, cases } = fixture('signatures/rfc9421-appendix-b') as unknown as {
    readonly keys: Readonly<Record<string, { readonly publicKeyPem?: string }>>;
    readonly messages: Readonly<Record<string, Message>>;
    readonly cases: readonly Vector[];
  };
  const ofRequests = cases.filter(({ message }) => messages[message]?.method !== undefined);
  const keyOf = ({ keyid }: Vector) => publicKeyFromPem(keys[keyid]?.publicKeyPem ?? '');

  function read(vector: Vector): { base: string; signature: Uint8Array } {
    const message = messages[vector.message]!;
    const [labelled] = parseSignatures(vector.signatureInput, vector.signature);
    const { components, text, signature } = labelled!;
    const request = receivedFrom(message);
    const host = request.header('host') ?? '';
    return {
      base: messageBase(components, text, { ...request, origin: `https://${host}` }),
      signature: signature!,
    };
  }

  test.each(ofRequests.filter(({ signatureBase }) => signatureBase !== undefined))(
    '$id: the signature base is that of the standard',
    (vector) => {
      expect(read(vector).base).toBe(vector.signatureBase);
    },
  );

  test.each(ofRequests.filter(({ algorithm }) => algorithm === 'ed25519'))(
    '$id: the signature with Ed25519 is $expect',
    (vector) => {
      const { base, signature } = read(vector);
      expect(verifyBase(base, signature, keyOf(vector))).toBe(vector.expect === 'valid');
    },
  );

  test.each(cases.filter(({ algorithm }) => algorithm === 'rsa-pss-sha512'))(
    '$id: a signature of $algorithm is none of ours',
    (vector) => {
      const { base, signature } = read(vector);
      expect(verifyBase(base, signature, keyOf(vector))).toBe(false);
    },
  );

  test.each(cases.filter(({ algorithm }) => /^(ecdsa|hmac)/.test(algorithm)))(
    '401: $id: a key of $algorithm is none to verify with',
    (vector) => {
      expect(() => keyOf(vector)).toThrow(refusal('key-unavailable'));
    },
  );

  test('401: B.2.4: a response is not asked for who it is from', () => {
    const vector = cases.find(({ id }) => id === 'B.2.4')!;
    expect(() => read(vector)).toThrow(refusal('bad-signature'));
  });

  test.each(cases)('401: $id: by itself it does not let a request in', ({ message, ...vector }) => {
    const headers = messages[message]!.headers.filter(([name]) => !name.startsWith('Signature'));
    const request = receivedFrom({ ...messages[message]!, target: '/foo?param=Value&Pet=dog', headers }, [
      ['Signature-Input', vector.signatureInput],
      ['Signature', vector.signature],
    ]);
    const rules = { now: 1_618_884_473_000, host: 'example.com', origin: 'https://example.com' };
    expect(() => readSignature(request, rules)).toThrow(refusal('bad-signature'));
  });
});

describe('requests as servers of the fediverse lay them out', () => {
  const { now, keys, cases } = fixture('signatures/fediverse-requests') as unknown as {
    readonly now: string;
    readonly keys: Readonly<Record<'rsa' | 'ed25519', string>>;
    readonly cases: readonly { id: string; key: 'rsa' | 'ed25519'; request: Message }[];
  };
  const rules = { now: Date.parse(now), host: 'blog.test', origin: 'https://blog.test' };

  test.each(cases)('$id: it verifies, with its key only', ({ key, request }) => {
    const claim = readSignature(receivedFrom(request), rules);
    expect(claim.keyId).toMatch(/^https:\/\/[a-z]+\.test\//);
    expect(claim.verify(publicKeyFromPem(keys[key]))).toBe(true);
    expect(claim.verify(publicKeyFromPem(keys[key === 'rsa' ? 'ed25519' : 'rsa']))).toBe(false);
  });

  test.each(cases.filter(({ request }) => request.method === 'POST'))(
    '401: $id: with another body it is refused',
    ({ request }) => {
      const changed = { ...request, body: request.body.replace('"Like"', '"Liked"') };
      expect(() => readSignature(receivedFrom(changed), rules)).toThrow(refusal('bad-digest'));
    },
  );

  test.each(cases)('$id: at another target it does not verify', ({ key, request }) => {
    const changed = { ...request, target: `/ap${request.target}` };
    expect(readSignature(receivedFrom(changed), rules).verify(publicKeyFromPem(keys[key]))).toBe(false);
  });
});
