import { expect, test } from 'vitest';
import { knock } from '../../../src/federation/knock.ts';
import type { RemoteAnswer } from '../../../src/federation/request.ts';
import {
  draftCavage,
  formatForm,
  parseForm,
  rfc9421,
  type SignatureForm,
} from '../../../src/protocol/signature/form.ts';

const own = '("@method" "@target-uri" "content-digest")';
const asked = parseForm(`theirs=${own};created;keyid`)!;
const other = parseForm(`others=${own};created;keyid`)!;

/** What a peer answers: a status, and what it asks for. */
type Answer = number | readonly [status: number, acceptSignature: string];

interface Visit {
  /** The forms that were tried, in order. */
  readonly tried: readonly SignatureForm[];
  readonly answer: RemoteAnswer;
  /** What was remembered, if anything. */
  readonly put: readonly SignatureForm[];
  /** And whether across restarts. */
  readonly lasting: readonly boolean[];
}

/** Knocks at a host that answers so, one after the other, and was known to take `usual`. */
async function visit(
  answers: readonly Answer[],
  { method = 'POST', usual = draftCavage }: { method?: 'GET' | 'POST'; usual?: SignatureForm } = {},
): Promise<Visit> {
  const tried: SignatureForm[] = [];
  const put: SignatureForm[] = [];
  const lasting: boolean[] = [];
  const forms = {
    find: () => usual,
    put: (_host: string, form: SignatureForm, lasts: boolean) => {
      put.push(form);
      lasting.push(lasts);
    },
  };
  const target = { method, url: new URL('https://social.test/inbox') };
  const answer = await knock(target, forms, (form) => {
    const [status, wish] = [answers[tried.length] ?? 500].flat() as [number, string?];
    tried.push(form);
    const headers = wish === undefined ? {} : { 'accept-signature': wish };
    return Promise.resolve({ status, headers, body: Buffer.from(String(tried.length)) });
  });
  return { tried, answer, put, lasting };
}

const labelOf = (form: SignatureForm): string => (form.kind === 'rfc9421' ? form.label : form.kind);

test.each([200, 202, 301, 403, 404, 410, 429, 500, 503])(
  '%i is the answer, at the first knock',
  async (status) => {
    const { answer, put, tried } = await visit([status]);
    expect([answer.status, tried, put]).toEqual([status, [draftCavage], []]);
  },
);

test.each<[string, number, 'GET' | 'POST', number]>([
  ['401 of a delivery', 401, 'POST', 2],
  ['400 of a delivery', 400, 'POST', 2],
  ['401 of a fetch', 401, 'GET', 2],
  ['400 of a fetch', 400, 'GET', 1],
])('%s: knocks %4$i times', async (_, status, method, knocks) => {
  expect((await visit([status, 200], { method })).tried).toHaveLength(knocks);
});

test('refused in one form, it tries the other, and remembers what was taken', async () => {
  expect(await visit([401, 202])).toMatchObject({
    tried: [draftCavage, rfc9421],
    put: [rfc9421],
    answer: { status: 202 },
  });
  expect(await visit([401, 202], { usual: rfc9421 })).toMatchObject({
    tried: [rfc9421, draftCavage],
    put: [draftCavage],
  });
  expect(await visit([401, 202], { usual: asked })).toMatchObject({ tried: [asked, draftCavage] });
});

test('only what took a delivery is remembered for good: who is fetched from is a stranger’s choice', async () => {
  expect(await visit([401, 202])).toMatchObject({ put: [rfc9421], lasting: [true] });
  expect(await visit([401, 200], { method: 'GET' })).toMatchObject({ put: [rfc9421], lasting: [false] });
});

test('what the answer asks for comes before the other form', async () => {
  const { put, tried } = await visit([[401, formatForm(asked)], 202]);
  expect(tried.map(labelOf)).toEqual(['draft-cavage', 'theirs']);
  expect(put.map(labelOf)).toEqual(['theirs']);
});

test('what is asked for at the second knock only is the third', async () => {
  const { put, tried } = await visit([401, [401, formatForm(asked)], 202]);
  expect(tried.map(labelOf)).toEqual(['draft-cavage', 'sig1', 'theirs']);
  expect(put.map(labelOf)).toEqual(['theirs']);
});

test('nobody is asked a fourth time, whatever he asks for', async () => {
  const wishes = [asked, other, rfc9421].map((form) => [401, formatForm(form)] as const);
  const { answer, put, tried } = await visit([...wishes, 202]);
  expect(tried.map(labelOf)).toEqual(['draft-cavage', 'theirs', 'others']);
  expect([answer.body.toString(), put]).toEqual(['1', []]);
});

test('who asks for what was just tried gets the other form, and no third', async () => {
  const wish = [401, formatForm(asked)] as const;
  const { tried } = await visit([wish, wish, wish], { usual: asked });
  expect(tried.map(labelOf)).toEqual(['theirs', 'draft-cavage']);
});

test('a nonce makes another form of it: what was taken with the last one is asked for again', async () => {
  const { tried } = await visit([[401, `${formatForm(asked)};nonce="b3k2"`], 202], { usual: asked });
  expect(tried.map((form) => 'given' in form && form.given.get('nonce'))).toEqual([undefined, 'b3k2']);
});

test.each(['', 'nonsense', 'sig1=("cookie");created;alg="hmac-sha256"'])(
  'an Accept-Signature of "%s" is as good as none',
  async (wish) => {
    expect((await visit([[401, wish], 202])).tried).toEqual([draftCavage, rfc9421]);
  },
);

test('when no form is taken, the first answer stands: it is about the usual one', async () => {
  const { answer, put } = await visit([400, 401]);
  expect([answer.status, put]).toEqual([400, []]);
});

test('an answer that is about something else stands, and is not taken for consent', async () => {
  const { answer, put } = await visit([401, 403]);
  expect([answer.status, put]).toEqual([403, []]);
});
