import {
  draftCavage,
  formatForm,
  parseAcceptSignature,
  rfc9421,
  type SignatureForm,
} from '../protocol/signature/form.ts';
import type { OutgoingRequest, RemoteAnswer } from './request.ts';

/** Which form of signature each host took last (interop 6.3): who is spoken to as he likes it answers at once. */
export interface SignatureForms {
  /** draft-cavage where nothing is known. At once where it is held in memory. */
  find(host: string): SignatureForm | Promise<SignatureForm>;
  /**
   * `lasts`: also across restarts. What took a delivery is worth that; whom we fetch from is a stranger's choice, who could
   * fill the store with hosts.
   */
  put(host: string, form: SignatureForm, lasts: boolean): void;
}

type Target = Pick<OutgoingRequest, 'method' | 'url'>;

/** Sends a request signed in that form. */
type Send = (form: SignatureForm) => Promise<RemoteAnswer>;

/** The first, the second, and one more for who names his wishes only when asked in RFC 9421. */
const attemptsMax = 3;

/**
 * Sends a request in the form of signature that its host took last; where the signature is refused, again in the form that
 * the answer asks for, or else in the other that peers know (interop 6.3). What is taken is remembered. Resolves with the
 * answer to what was taken; where nothing was, with the first.
 */
export async function knock(target: Target, forms: SignatureForms, send: Send): Promise<RemoteAnswer> {
  const usual = await forms.find(target.url.host);
  const answer = await send(usual);
  return isRefused(answer, target) ? knockAgain(target, forms, send, { usual, answer }) : answer;
}

async function knockAgain(
  target: Target,
  forms: SignatureForms,
  send: Send,
  first: { readonly usual: SignatureForm; readonly answer: RemoteAnswer },
): Promise<RemoteAnswer> {
  const tried = [first.usual];
  let refused = first.answer;
  for (let form = next(refused, tried); form !== undefined; form = next(refused, tried)) {
    const answer = await send(form);
    if (answer.status >= 200 && answer.status < 300)
      forms.put(target.url.host, form, target.method === 'POST');
    if (!isRefused(answer, target)) return answer;
    tried.push(form);
    refused = answer;
  }
  return first.answer;
}

/** 401; of a delivery also 400, which Mastodon says of a signature that it cannot read. */
function isRefused({ status }: RemoteAnswer, { method }: Target): boolean {
  return status === 401 || (status === 400 && method === 'POST');
}

/** What the answer asks for; where it asks for nothing new, the second try is the other of the two forms that peers know. */
function next({ headers }: RemoteAnswer, tried: readonly SignatureForm[]): SignatureForm | undefined {
  if (tried.length >= attemptsMax) return undefined;
  const wished = [headers['accept-signature'] ?? []].flat().join(', ');
  const asked = wished === '' ? undefined : parseAcceptSignature(wished);
  if (asked !== undefined && !isAmong(tried, asked)) return asked;
  if (tried.length > 1) return undefined;
  return isAmong(tried, draftCavage) ? rfc9421 : draftCavage;
}

function isAmong(forms: readonly SignatureForm[], form: SignatureForm): boolean {
  return forms.some((one) => formatForm(one) === formatForm(form) && nonceOf(one) === nonceOf(form));
}

/** Counts once, so that with another one the same form is worth another try. */
function nonceOf(form: SignatureForm): string | undefined {
  return form.kind === 'rfc9421' ? form.given.get('nonce') : undefined;
}
