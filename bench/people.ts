import { createPrivateKey, type KeyObject } from 'node:crypto';
import { signedHeaders } from '../test/support/cavage.ts';
import { noteActivity, noteOf, type Account } from '../test/support/mastodon-shapes.ts';
import type { ReplyLoad } from '../test/support/presign.ts';
import { wireFormOf } from './load.ts';
import { accountAt, originOf, type PersonServerReady } from './person-server.ts';
import { startWorker, type Worker } from './worker.ts';

/** Serves people on hosts of their own, on plain HTTP. Asked, it says how many actors were fetched so far. */
export type People = Worker<PersonServerReady, null, number>;

export function startPeople(): Promise<People> {
  return startWorker('people');
}

/** An account alone on its host. */
export interface Person {
  readonly account: Account;
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
}

/** Gives so many people at each call, none of them twice. */
export function newcomersAt({ port, keys }: PersonServerReady): (count: number) => readonly Person[] {
  const pairs = keys.map(({ publicPem, privatePem }) => {
    return { publicKeyPem: publicPem, privateKey: createPrivateKey(privatePem) };
  });
  let given = 0;
  const next = (): Person => {
    const account = accountAt(originOf(given, port), given);
    const pair = pairs[given % pairs.length]!;
    given += 1;
    return { account, keyId: account.keyId, ...pair };
  };
  return (count) => Array.from({ length: count }, next);
}

/** The bytes of a delivery to `inbox`, signed by `signer`: as a rule the activity's actor. */
export function signedRequest(
  activity: object,
  signer: Pick<Person, 'keyId' | 'privateKey'>,
  { inbox, date }: Pick<ReplyLoad, 'inbox' | 'date'>,
): string {
  const body = JSON.stringify(activity);
  return wireFormOf({
    url: inbox,
    headers: signedHeaders({ method: 'POST', url: inbox, date, body }, signer),
    body,
  });
}

/** Number `number` of all replies of a figure. */
export function replyBy({ account }: Person, number: number, { to, inReplyTo, date }: ReplyLoad): object {
  const content = `<p>Reply number ${number}, with a few words in it.</p>`;
  const note = noteOf(account, `${account.id}/statuses/${number}`, date, { to, inReplyTo, content });
  return noteActivity('Create', note, { published: note.published });
}

/** Gives so many signed replies at each call, by the people in turn, no reply twice. */
export function repliesBy(people: readonly Person[], load: ReplyLoad): (count: number) => readonly string[] {
  let written = 0;
  const next = (): string => {
    const person = people[written % people.length]!;
    written += 1;
    return signedRequest(replyBy(person, written, load), person, load);
  };
  return (count) => Array.from({ length: count }, next);
}
