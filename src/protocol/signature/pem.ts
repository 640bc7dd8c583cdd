import forge from 'node-forge';

const pemLengthMax = 16_384;

/** What comes before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 §4). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');
const ed25519KeyBytes = 32;
/** The algorithm in the SubjectPublicKeyInfo of an RSA key, with its NULL. */
const rsaAlgorithm = Buffer.from('300d06092a864886f70d0101010500', 'hex');

/**
 * DER of the SubjectPublicKeyInfo in a PEM text: an RSA public key as SPKI or PKCS#1 (Mobilizon), an X.509 certificate that
 * holds one, or an Ed25519 key as SPKI. The label is not trusted, and line breaks may be missing, doubled or written `\n`.
 * Throws when there is no such key.
 */
export function spkiDerOf(pem: string): Buffer {
  const der = derOf(pem);
  return isEd25519(der) || isRsaSpki(der) ? der : rsaSpkiOf(der);
}

function isEd25519(der: Buffer): boolean {
  return (
    der.length === ed25519Prefix.length + ed25519KeyBytes &&
    der.subarray(0, ed25519Prefix.length).equals(ed25519Prefix)
  );
}

/** What most peers publish needs no other form: an RSA key of over 1,000 bits and nothing else (RFC 3279 §2.3.1). */
function isRsaSpki(der: Buffer): boolean {
  return der.subarray(4, 4 + rsaAlgorithm.length).equals(rsaAlgorithm);
}

function rsaSpkiOf(der: Buffer): Buffer {
  const asn1 = forge.asn1.fromDer(der.toString('latin1'));
  const key = isCertificate(asn1)
    ? forge.pki.certificateFromAsn1(asn1).publicKey
    : forge.pki.publicKeyFromAsn1(asn1);
  return Buffer.from(forge.asn1.toDer(forge.pki.publicKeyToAsn1(key)).getBytes(), 'latin1');
}

/** The bytes between the first BEGIN and END lines (RFC 7468), found without a regular expression over the whole text. */
function derOf(pem: string): Buffer {
  const begin = pem.indexOf('-----BEGIN ');
  const start = pem.indexOf('-----', begin + 11) + 5;
  const end = pem.indexOf('-----END ', start);
  if (pem.length > pemLengthMax || begin === -1 || start < begin + 11 || end === -1)
    throw new Error('no PEM');
  return Buffer.from(pem.slice(start, end).replaceAll('\\n', ''), 'base64');
}

/** A certificate begins with a sequence of many members, a key with an algorithm of at most two, or with a number. */
function isCertificate(asn1: forge.asn1.Asn1): boolean {
  const [first] = Array.isArray(asn1.value) ? asn1.value : [];
  return Array.isArray(first?.value) && first.value.length > 2;
}
