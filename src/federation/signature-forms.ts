import { draftCavage, formatForm, parseForm, type SignatureForm } from '../protocol/signature/form.ts';
import type { Store } from '../store/store.ts';
import { putBounded } from './bounded.ts';
import type { Context } from './context.ts';
import type { SignatureForms } from './knock.ts';

/** Hosts held in memory; of others the store is asked. */
const heldMax = 10_000;

/** Forms as the store has them; those that last are written there. */
export function openSignatureForms(
  store: Pick<Store, 'signatureForm' | 'transact'>,
  { now, log }: Pick<Context, 'now' | 'log'>,
): SignatureForms {
  const held = new Map<string, SignatureForm>();

  function hold(host: string, form: SignatureForm): SignatureForm {
    putBounded(held, host, form, heldMax);
    return form;
  }

  async function load(host: string): Promise<SignatureForm> {
    const stored = await store.signatureForm(host);
    return held.get(host) ?? hold(host, parseForm(stored ?? '') ?? draftCavage);
  }

  return {
    find: (host) => held.get(host) ?? load(host),
    put: (host, form, lasts) => {
      const text = formatForm(form);
      const lasting = parseForm(text) ?? draftCavage; // Without a nonce, which counted once.
      const known = held.get(host);
      hold(host, lasting);
      if (!lasts || (known !== undefined && formatForm(known) === text)) return;
      // Not waited for: forgotten, it costs one request more.
      store
        .transact((tx) => tx.putSignatureForm(host, text, now()))
        .catch((error: unknown) => log({ event: 'signature-form.not-stored', host, reason: String(error) }));
    },
  };
}
