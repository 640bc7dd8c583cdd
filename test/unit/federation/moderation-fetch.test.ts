import { expect, test } from 'vitest';
import { fetchList } from '../../../src/federation/moderation-fetch.ts';
import type { OutgoingRequest, RemoteAnswer } from '../../../src/federation/request.ts';

const from = 'https://list.test/a.csv';

/** Fetches where each address answers so, and gives what came and what was asked for. */
async function fetchWhere(
  answers: Readonly<Record<string, Pick<RemoteAnswer, 'status' | 'headers'>>>,
  url = from,
): Promise<{ readonly outcome: unknown; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const send = ({ url: { href } }: OutgoingRequest): Promise<RemoteAnswer> => {
    asked.push(href);
    const answer = answers[href];
    if (answer === undefined) return Promise.reject(new Error('no connection in time'));
    return Promise.resolve({ ...answer, body: Buffer.from('#domain\n') });
  };
  return { outcome: await fetchList(url, { connections: { send }, userAgent: 'Outward' }), asked };
}

const whole = { status: 200, headers: {} };
const redirect = (location: string) => ({ status: 302, headers: { location } });

test('a list is fetched, also where redirects of https lead', async () => {
  const there = 'https://files.test/b.csv';
  expect(await fetchWhere({ [from]: whole })).toMatchObject({ outcome: { text: '#domain\n' } });
  const { asked, outcome } = await fetchWhere({ [from]: redirect('//files.test/b.csv'), [there]: whole });
  expect([outcome, asked]).toEqual([{ text: '#domain\n' }, [from, there]]);
});

test.each([
  [
    'leads to plain http',
    { [from]: redirect('http://list.test/') },
    'http://list.test/ is not an https address',
  ],
  ['leads round in circles', { [from]: redirect(from) }, 'too many redirects'],
  ['answers something else', { [from]: { status: 404, headers: {} } }, 'list.test answered 404'],
  ['is not there', {}, 'no connection in time'],
])('what %s is none, and why is said', async (_, answers, reason) => {
  expect((await fetchWhere(answers)).outcome).toBe(reason);
});

test('nobody is asked over plain http', async () => {
  const { asked, outcome } = await fetchWhere({}, 'http://list.test/a.csv');
  expect([asked, outcome]).toEqual([[], 'http://list.test/a.csv is not an https address']);
});
