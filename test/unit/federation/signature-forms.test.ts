import { expect, test } from 'vitest';
import type { LogEvent } from '../../../src/federation/context.ts';
import { openSignatureForms } from '../../../src/federation/signature-forms.ts';
import { draftCavage, parseAcceptSignature, rfc9421 } from '../../../src/protocol/signature/form.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { effectsOf, NOW, type Effect } from '../builders.ts';

interface Memory {
  readonly forms: ReturnType<typeof openSignatureForms>;
  readonly asked: string[];
  readonly effects: Effect[];
  readonly log: LogEvent[];
}

function openMemory(stored: Readonly<Record<string, string>> = {}, full = false): Memory {
  const asked: string[] = [];
  const effects: Effect[] = [];
  const log: LogEvent[] = [];
  const store = {
    signatureForm: (host: string) => {
      asked.push(host);
      return Promise.resolve(stored[host]);
    },
    transact: (record: Parameters<typeof effectsOf>[0]) => {
      effects.push(...effectsOf(record));
      return full ? Promise.reject(new StoreUnavailable('the disk is full')) : Promise.resolve();
    },
  };
  const forms = openSignatureForms(store, { now: () => NOW, log: (event) => void log.push(event) });
  return { forms, asked, effects, log };
}

test('nothing known means draft-cavage, and the store is asked once', async () => {
  const { asked, forms } = openMemory();
  expect(await forms.find('social.test')).toEqual(draftCavage);
  expect(forms.find('social.test')).toEqual(draftCavage);
  expect(asked).toEqual(['social.test']);
});

test('what was put is there at once, and stored', async () => {
  const { asked, effects, forms } = openMemory();
  forms.put('social.test', rfc9421, true);
  expect(forms.find('social.test')).toEqual(rfc9421);
  expect(asked).toEqual([]);
  expect(effects).toEqual([['putSignatureForm', 'social.test', expect.any(String), NOW]]);
  const [[, , text]] = effects as [Effect & [string, string, string]];
  expect(await openMemory({ 'social.test': text }).forms.find('social.test')).toEqual(rfc9421);
});

test('what a fetch taught is there at once, and not stored: whom we fetch from is a stranger’s choice', () => {
  const { effects, forms } = openMemory();
  forms.put('social.test', rfc9421, false);
  expect(forms.find('social.test')).toEqual(rfc9421);
  expect(effects).toEqual([]);
});

test('a nonce is not remembered, and what is known already is not stored again', async () => {
  const { effects, forms } = openMemory();
  const own = 'sig1=("@method" "@target-uri" "content-digest");created;keyid';
  forms.put('social.test', parseAcceptSignature(`${own};nonce="b3k2"`)!, true);
  forms.put('social.test', parseAcceptSignature(`${own};nonce="zz9x"`)!, true);
  expect(await forms.find('social.test')).toEqual(parseAcceptSignature(own));
  expect(effects).toHaveLength(1);
});

test('what the store has and nobody can read counts as nothing', async () => {
  expect(await openMemory({ 'social.test': '?' }).forms.find('social.test')).toEqual(draftCavage);
});

test('what is put while the store is asked is not overwritten by its answer', async () => {
  const { forms } = openMemory();
  const found = forms.find('social.test');
  forms.put('social.test', rfc9421, true);
  expect(await found).toEqual(rfc9421);
  expect(forms.find('social.test')).toEqual(rfc9421);
});

test('memory stays bounded: who was asked longest ago is asked of the store again', async () => {
  const { asked, forms } = openMemory();
  for (let n = 0; n <= 10_000; n += 1) forms.put(`h${n}.test`, rfc9421, true);
  expect(forms.find('h1.test')).toEqual(rfc9421);
  await forms.find('h0.test');
  expect(asked).toEqual(['h0.test']);
});

test('a store that cannot write is told of, and nothing else', async () => {
  const { forms, log } = openMemory({}, true);
  forms.put('social.test', rfc9421, true);
  await Promise.resolve().then(() => undefined);
  expect(log).toMatchObject([{ event: 'signature-form.not-stored', host: 'social.test' }]);
  expect(forms.find('social.test')).toEqual(rfc9421);
});
