import { acceptFollower, findFollowers, followersIn, rejectFollower } from '../federation/approve.ts';
import type { FollowerState } from '../store/store.ts';
import { CommandError, printable, withBlog } from './blog.ts';

interface ListOptions {
  readonly pending?: boolean;
  readonly json?: boolean;
}

/** `outward followers`: who follows, or with `--pending` who waits for leave. */
export function listFollowers({ pending = false, json = false }: ListOptions): Promise<number> {
  return withBlog(async ({ foundation: { store } }) => {
    const listed = await Array.fromAsync(followersIn(pending ? 'pending' : 'accepted', store));
    if (json) {
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
export function answerFollower(verb: Verb, who: string): Promise<number> {
  const { answer, done, missing, of } = verbs[verb];
  return withBlog(async ({ foundation: { now, store }, keys, site }) => {
    const [follower, ...others] = await findFollowers(who, of, store);
    if (follower === undefined)
      throw new CommandError(
        `${who}: nobody of that name ${missing}. See: outward followers${of === 'pending' ? ' --pending' : ''}`,
      );
    if (others.length > 0) {
      const ids = [follower, ...others].map(({ actor }) => printable(actor));
      throw new CommandError(`${who}: several are called so. Say which of them by id:\n${ids.join('\n')}`);
    }
    await answer(follower, { keys, now, site, store });
    console.log(`${printable(follower.actor)} ${done}.`);
    return 0;
  });
}
