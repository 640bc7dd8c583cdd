import { generateKeyPairSync, sign } from 'node:crypto';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The value of a `Signature` header over these fields, in their order, made in Node's thread pool by a key of this process. */
export function bareSignature(fields: Readonly<Record<string, string>>): Promise<string> {
  const entries = Object.entries(fields);
  const base = entries.map(([name, value]) => `${name}: ${value}`).join('\n');
  const names = entries.map(([name]) => name).join(' ');
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(base), privateKey, (error, signature) => {
      if (error) reject(error);
      else resolve(`keyId="bench",headers="${names}",signature="${signature.toString('base64')}"`);
    });
  });
}
