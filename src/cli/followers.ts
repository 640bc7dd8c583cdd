import { acceptFollower, findFollowers, followersIn, rejectFollower } from '../federation/approve.ts';
import type { FollowerState } from '../store/store.ts';
import { CommandError, printable, withBlog } from './blog.ts';
import { byMonth, byServer, csvOf } from './follower-list.ts';
import { amount, jsonText } from './words.ts';

export interface ListOptions {
  readonly pending?: boolean;
  readonly servers?: boolean;
  readonly growth?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** `outward followers`: who follows, or with `--pending` who waits for leave; or in sums. */
export function listFollowers(options: ListOptions): Promise<number> {
  const { csv = false, growth = false, json = false, pending = false, servers = false } = options;
  return withBlog(async ({ foundation: { store } }) => {
    const listed = await Array.fromAsync(followersIn(pending ? 'pending' : 'accepted', store));
    if (csv) process.stdout.write(csvOf(listed));
    else if (servers) printServers(byServer(listed), json);
    else if (growth) printMonths(byMonth(listed), json);
    else if (json) {
      const rows = listed.map(({ actor, handle, since, state }) => {
        return { id: actor, handle: handle ?? null, since: new Date(since).toISOString(), state };
      });
      console.log(JSON.stringify(rows, undefined, 2));
    } else {
      if (listed.length === 0) console.log(pending ? 'Nobody waits.' : 'Nobody follows yet.');
      for (const { actor, handle, since } of listed)
        console.log(printable(`${new Date(since).toISOString().slice(0, 10)} ${handle ?? ''} ${actor}`));
    }
    return 0;
  });
}

function printServers(counts: ReturnType<typeof byServer>, json: boolean): void {
  if (json) return console.log(jsonText(counts));
  for (const { followers, server } of counts) console.log(`${String(followers).padStart(7)} ${server}`);
  const sum = counts.reduce((all, { followers }) => all + followers, 0);
  console.log(`${amount(sum, 'follower', 'followers')} on ${amount(counts.length, 'server', 'servers')}`);
}

function printMonths(months: ReturnType<typeof byMonth>, json: boolean): void {
  if (json) return console.log(jsonText(months));
  for (const { came, month, total } of months)
    console.log(`${month} ${`+${came}`.padStart(8)} ${String(total).padStart(8)}`);
  if (months.length === 0) console.log('Nobody follows yet.');
}

type Verb = 'accept' | 'reject' | 'remove';

const verbs = {
  accept: {
    of: 'pending',
    missing: 'waits for leave to follow',
    answer: acceptFollower,
    done: 'follows now',
  },
  reject: {
    of: 'pending',
    missing: 'waits for leave to follow',
    answer: rejectFollower,
    done: 'was turned down',
  },
  remove: { of: 'accepted', missing: 'follows', answer: rejectFollower, done: 'follows no longer' },
} as const satisfies Readonly<
  Record<Verb, { of: FollowerState; answer: unknown; missing: string; done: string }>
>;

/** `outward followers accept|reject|remove <who>`: the answer is queued, and goes out with the next deliveries. */
export function answerFollower(
  verb: Verb,
  who: string,
  { json }: { readonly json?: boolean } = {},
): Promise<number> {
  const { answer, done, missing, of } = verbs[verb];
  return withBlog(async ({ foundation: { now, store }, keys, site }) => {
    const [follower, ...others] = await findFollowers(who, of, store);
    if (follower === undefined)
      throw new CommandError(
        `${who}: nobody of that name ${missing}. See: npm run outward -- followers${of === 'pending' ? ' --pending' : ''}`,
      );
    if (others.length > 0) {
      const ids = [follower, ...others].map(({ actor }) => printable(actor));
      throw new CommandError(`${who}: several are called so. Say which of them by id:\n${ids.join('\n')}`);
    }
    await answer(follower, { keys, now, site, store });
    console.log(
      json === true ? jsonText({ verb, id: follower.actor }) : `${printable(follower.actor)} ${done}.`,
    );
    return 0;
  });
}
