import { amount, spanOf, stamp } from '../words.ts';
import type { BlogSeen, InsideSeen, KeySeen } from './blog.ts';
import { failure, skipped, warning, well, type Check, type Verdict } from './finding.ts';

const group = 'The blog';

export const blogChecks: readonly Check<BlogSeen>[] = [
  { group, name: 'Store', judge: judgeStore },
  { group, name: 'Server', judge: judgeServer },
  { group, name: 'Keys', judge: withStore(judgeKeys) },
  { group, name: 'Queue', judge: withStore(judgeQueue) },
  { group, name: 'Receiving servers', judge: withStore(judgeHosts) },
  { group, name: 'Content', judge: withStore(judgeContent) },
  { group, name: 'Publication', judge: withStore(judgePublication) },
];

type Judge = (inside: InsideSeen, seen: BlogSeen) => Verdict;

function withStore(judge: Judge): (seen: BlogSeen) => Verdict {
  return (seen) =>
    seen.inside === undefined ? skipped('the store could not be opened') : judge(seen.inside, seen);
}

function judgeStore({ manifest, store }: BlogSeen): Verdict {
  const { path } = store;
  const restored =
    'Stop the server, keep the file, and restore a backup (README: Backups, When the machine fails).';
  if (store.kind === 'absent')
    return manifest === undefined
      ? skipped('nothing was published yet: npm start')
      : failure(`${path} is missing`, {
          cause: 'Followers and keys were in it: without them the blog is nobody that others know.',
          cure: 'Put it back, or a backup in its place.',
        });
  if (store.kind === 'unreadable')
    return failure(`${path} cannot be read: ${store.reason}`, {
      cause: 'It is damaged, locked by another process, or another user owns it.',
      cure: `End what holds it (fuser ${path}) or look at its owner. ${restored}`,
    });
  if (store.faults.length > 0)
    return failure(`${path} is damaged: ${store.faults.join('; ')}`, {
      cause: 'The disk failed, or something else than SQLite wrote to the file.',
      cure: restored,
    });
  return judgeSchema(store.schema, store.newestSchema);
}

function judgeSchema(schema: number, newest: number): Verdict {
  if (schema === newest) return well(`whole, schema ${schema}`);
  if (schema > newest)
    return failure(`schema ${schema}, and this version knows ${newest}`, {
      cause: 'A newer version of the program wrote to it.',
      cure: 'Run that version again, or restore a backup made with this one.',
    });
  return warning(`schema ${schema}, and this version has ${newest}`, {
    cause: 'The program was renewed since the server was started.',
    cure: 'Start the server anew, which brings it up to date.',
  });
}

function judgeServer({ manifest, server }: BlogSeen): Verdict {
  if (server === undefined)
    return failure('none runs here from this DATA_DIR', {
      cause: 'It was not started, or ended, or runs with another DATA_DIR or on another machine.',
      cure: 'npm start, best by a service that starts it again; its log says why it ended.',
    });
  if (server.release === manifest?.release)
    return well(`runs (process ${server.pid}), and shows the release`);
  return warning(`runs (process ${server.pid}), and shows release ${server.release}`, {
    cause: `Release ${manifest?.release ?? 'unknown'} is current, and the server has not taken it up.`,
    cure: 'Wait a second and ask again; if it stays so, start the server anew and look into its log.',
  });
}

function judgeKeys({ keys }: InsideSeen): Verdict {
  if (keys === undefined) return skipped('nothing was published yet');
  const named = Object.entries(keys);
  const bad = named.filter(([, { kind }]) => kind !== 'whole');
  if (bad.length === 0) return well(`${named.length} pairs, each whole`);
  const shown = ([use, { kind }]: readonly [string, KeySeen]): string => `${use} is ${kind}`;
  return failure(bad.map(shown).join(', '), {
    cause: 'Without it, what the blog sends is signed by nobody whom others believe.',
    cure: 'Restore a backup; without one, npm run outward -- keys rotate makes new ones and tells followers.',
  });
}

/** A worker that sends takes what is due within seconds, and may be busy with a wave for minutes. */
const lateMs = 15 * 60_000;

function judgeQueue({ deliveries, nextDeliveryAt }: InsideSeen, { now, server }: BlogSeen): Verdict {
  const found = `${deliveries.pending.toLocaleString('en')} waiting`;
  const lateByMs = nextDeliveryAt === undefined ? 0 : now - nextDeliveryAt;
  if (lateByMs <= lateMs) return well(found);
  return failure(`${found}, the oldest due for ${spanOf(lateByMs)}`, {
    cause: server === undefined ? 'No server runs that would send.' : 'The server runs, and does not send.',
    cure:
      server === undefined
        ? 'npm start'
        : 'Look for work.failed, store.unavailable and clock.jumped in its log; then start it anew.',
  });
}

const hostsShown = 3;

function judgeHosts({ failingHosts }: InsideSeen): Verdict {
  const [longest] = failingHosts;
  if (longest === undefined) return well('none fails');
  const names = failingHosts.slice(0, hostsShown).map(({ host }) => host);
  const more = failingHosts.length > hostsShown ? ' …' : '';
  const found = `${amount(failingHosts.length, 'fails', 'fail')}: ${names.join(', ')}${more}`;
  return warning(found, {
    cause: `The first has failed since ${stamp(longest.sinceAt)}: ${longest.reason ?? 'no reason is known'}.`,
    cure: 'Nothing, if they are down; they are tried for a week. When all fail, look at DNS and firewall of this machine.',
  });
}

function judgeContent({ content: { mistakes } }: InsideSeen): Verdict {
  const [first] = mistakes;
  if (first === undefined) return well('can be published');
  return failure(amount(mistakes.length, 'mistake', 'mistakes'), {
    cause: `${first}${mistakes.length > 1 ? ' …' : ''}`,
    cure: 'Mend what npm run outward -- plan lists: until then the last release stays.',
  });
}

function judgePublication({ content, isHeld }: InsideSeen, { manifest }: BlogSeen): Verdict {
  if (manifest === undefined) return skipped('nothing was published yet: npm start');
  if (isHeld)
    return warning('held: nothing is published by itself', {
      cause: 'A publication was cancelled, or an earlier release was taken back.',
      cure: 'npm run outward -- plan, and when that is what you want: npm run publish',
    });
  if (content.isPublished) return well(`release ${manifest.release} is what the content says`);
  return warning(`release ${manifest.release} is not what the content says`, {
    cause: 'Content, ORIGIN or the program changed since, or there is a mistake.',
    cure: 'npm run outward -- plan shows the difference; npm run publish shows it to the world.',
  });
}
