import { generateKeyPairSync, randomBytes, sign as signBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import forge from 'node-forge';
import { openScratch } from './scratch.ts';

/** What a TLS server shows; both PEM. */
export interface Credentials {
  readonly key: string;
  readonly cert: string;
}

/** The certificate authority of the test fediverse. */
export interface TestAuthority {
  readonly certificatePem: string;
  /** The same as a file, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificateFile: string;
  /**
   * A certificate for these DNS names; wildcards may be among them. All with an RSA key share it, which saves time; 'ec' gives
   * one of P-256, as most servers have it.
   */
  issue(names: readonly string[], keyType?: 'rsa' | 'ec'): Credentials;
  /** One with an RSA key that was good until yesterday. */
  issueExpired(names: readonly string[]): Credentials;
  /** Makes this process trust it, beside the authorities that it trusts already. May be repeated. */
  trust(): void;
}

let authority: TestAuthority | undefined;

/** The authority of this process, made at the first call. */
export function testAuthority(): TestAuthority {
  authority ??= createAuthority();
  return authority;
}

const authorityName = [{ name: 'commonName', value: 'Test fediverse' }];

function createAuthority(): TestAuthority {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const sign = (subject: Subject): string => certificate(subject, publicKey, privateKey);
  const certificatePem = sign({ commonName: 'Test fediverse', extensions: authorityExtensions });
  const certificateFile = join(openScratch().path, 'authority.pem');
  writeFileSync(certificateFile, certificatePem);
  return {
    certificatePem,
    certificateFile,
    issue: (names, keyType = 'rsa') => {
      const host = { commonName: names[0] ?? 'unnamed', extensions: hostExtensions(names) };
      if (keyType === 'rsa') return { key: privateKey, cert: sign(host) };
      const own = generateKeyPairSync('ec', ecOptions);
      return { key: own.privateKey, cert: sign({ ...host, spki: own.publicKey }) };
    },
    issueExpired: (names) => {
      const host = { commonName: names[0] ?? 'unnamed', extensions: hostExtensions(names) };
      return { key: privateKey, cert: sign({ ...host, untilMs: Date.now() - dayMs }) };
    },
    trust: () => setDefaultCACertificates([...new Set([...getCACertificates('default'), certificatePem])]),
  };
}

const ecOptions = {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;

interface Subject {
  readonly commonName: string;
  readonly extensions: object[];
  /** When it ends; by default in a week. */
  readonly untilMs?: number;
  /** Its public key, DER; by default the authority's own. */
  readonly spki?: Buffer;
}

const authorityExtensions = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, critical: true },
];

const dnsName = 2; // GeneralName's dNSName (RFC 5280 §4.2.1.6).

function hostExtensions(names: readonly string[]): object[] {
  return [
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: names.map((value) => ({ type: dnsName, value })) },
  ];
}

const dayMs = 86_400_000;

function certificate(subject: Subject, publicKeyPem: string, privateKeyPem: string): string {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  made.serialNumber = `01${randomBytes(8).toString('hex')}`;
  const { untilMs = Date.now() + 7 * dayMs } = subject;
  made.validity.notBefore = new Date(Math.min(Date.now(), untilMs) - dayMs);
  made.validity.notAfter = new Date(untilMs);
  made.setSubject([{ name: 'commonName', value: subject.commonName }]);
  made.setIssuer(authorityName);
  made.setExtensions(subject.extensions);
  made.sign(forge.pki.privateKeyFromPem(privateKeyPem), forge.md.sha256.create());
  if (subject.spki !== undefined) putKey(made, subject.spki, privateKeyPem);
  return forge.pki.certificateToPem(made);
}

/** Forge knows RSA only: the key is put in its place as bytes, and what is signed then is signed once more. */
function putKey(made: forge.pki.Certificate, spki: Buffer, privateKeyPem: string): void {
  const signed = made.tbsCertificate;
  const parts = signed.value as forge.asn1.Asn1[];
  parts[spkiPlace] = forge.asn1.fromDer(spki.toString('latin1'));
  const bytes = Buffer.from(forge.asn1.toDer(signed).getBytes(), 'latin1');
  made.signature = signBytes('sha256', bytes, privateKeyPem).toString('latin1');
}

/** Of subjectPublicKeyInfo in TBSCertificate (RFC 5280 §4.1). */
const spkiPlace = 6;
