import { startFedifyPeer } from '../test/support/fedify-peer.ts';
import { addFollowers, addSharingFollowers } from './blog.ts';
import { takeTurns, type Contender, type Run, type Turns } from './fan-out.ts';
import {
  atLeast,
  atMost,
  inTurn,
  median,
  once,
  whole,
  type Aim,
  type Beside,
  type Figure,
  type Figures,
} from './figures.ts';
import { isObservable } from './process.ts';
import { countDeliveries, inboxesAt, startReceiver } from './receiver.ts';
import { roundsOf, sized } from './size.ts';

const inboxCount = sized(2_000);
const followerCount = sized(20_000);
const fedifyInboxCount = sized(400);
const rounds = 5;
/** Of what differs from the first course in one thing only. */
const fewRounds = 3;

const names: Readonly<Record<Contender, string>> = {
  recorded: 'bare pipeline: sign, send, each outcome on disk',
  signed: 'bare pipeline that stores nothing',
  unsigned: 'the same requests, unsigned',
};

/** How fast one post reaches 2,000 inboxes on hosts of their own, what that costs, and how soon after the push it begins. */
export async function measureDeliveries(): Promise<Figures> {
  const turns = await takeTurns({
    inboxes: (receiver) => inboxesAt(receiver, inboxCount),
    follow: ({ store }, inboxes) => addFollowers(store, inboxes),
    beside: ['recorded', 'signed', 'unsigned'],
    rounds,
  });
  const ours = rates(turns.ours);
  return {
    title: `Deliveries to ${whole(inboxCount)} inboxes on hosts of their own`,
    rows: [
      rateRow(turns, [
        besideRate('recorded', turns, atLeast(0.75)),
        besideRate('signed', turns),
        besideRate('unsigned', turns),
        inTurn('RSA-2048 signatures, one thread', ours, turns.signing.alone, atLeast(0.6, 0.7)),
        inTurn('RSA-2048 signatures, all cores', ours, turns.signing.cores),
        once(`Fedify, in memory (${fedifyInboxCount} inboxes)`, ours, await fedifyRate(), atLeast(6)),
      ]),
      ...costRows(turns, 'recorded'),
      ...pushRows(turns),
    ],
    notes: notesOf(rounds),
  };
}

/** The same for 20,000 followers on 2,000 servers, which share their server's inbox. */
export async function measureShared(): Promise<Figures> {
  const turns = await takeTurns({
    inboxes: (receiver) => inboxesAt(receiver, inboxCount),
    follow: ({ store }, inboxes) => addSharingFollowers(store, inboxes, followerCount),
    beside: ['recorded'],
    rounds: fewRounds,
  });
  return {
    title: `Deliveries for ${whole(followerCount)} followers on ${whole(inboxCount)} shared inboxes`,
    rows: [rateRow(turns, [besideRate('recorded', turns)]), ...costRows(turns, 'recorded')],
    notes: notesOf(fewRounds),
  };
}

/** The same over TLS, as in the world. */
export async function measureHttps(): Promise<Figures> {
  const turns = await takeTurns({
    inboxes: (receiver) => inboxesAt(receiver, inboxCount, 'https'),
    follow: ({ store }, inboxes) => addSharingFollowers(store, inboxes, followerCount),
    beside: ['signed'],
    rounds: fewRounds,
  });
  return {
    title: `The same over https`,
    rows: [
      rateRow(turns, [
        { ...besideRate('signed', turns, atLeast(0.8)), name: 'bare TLS handshakes, signing and sending' },
        inTurn('RSA-2048 signatures, one thread', rates(turns.ours), turns.signing.alone),
      ]),
      ...costRows(turns, 'signed'),
    ],
    notes: [
      ...notesOf(fewRounds),
      'Each connection is new, with a whole handshake (P-256); the receiver’s part of them runs on the same machine.',
    ],
  };
}

function rates(runs: readonly Run[]): readonly number[] {
  return runs.map(({ perSecond }) => perSecond);
}

function rateRow({ ours }: Turns, beside: readonly Beside[]): Figure {
  return { name: 'Outward', unit: 'per second', value: median(rates(ours)), beside };
}

function besideRate(kind: Contender, { beside, ours }: Turns, aim?: Aim): Beside {
  return inTurn(names[kind], rates(ours), rates(beside[kind]), aim);
}

/** Last arrival, processor time and memory, beside those of the bare sender. */
function costRows({ beside, ours, peaks }: Turns, kind: Contender): readonly Figure[] {
  const row = (name: string, unit: Figure['unit'], of: 'ms' | 'cpuUs'): Figure => {
    const values = ours.map((run) => run[of]);
    const others = beside[kind].map((run) => run[of]);
    return { name, unit, value: median(values), beside: [inTurn(names[kind], values, others)] };
  };
  const last = row('Last arrival after the first', 'ms', 'ms');
  if (!isObservable) return [last];
  return [
    last,
    row('Processor time for each', 'µs', 'cpuUs'),
    {
      ...{ name: 'Memory at the peak', unit: 'MB', value: peaks.ours },
      beside: [once('bare sender', [peaks.ours], peaks.bare)],
    },
  ];
}

function pushRows({ ours }: Turns): readonly Figure[] {
  const row = (name: string, of: 'buildMs' | 'pushMs'): Figure => {
    return { name, unit: 'ms', value: median(ours.map((run) => run[of])), beside: [] };
  };
  return [
    row('From `publish --now` to the end of the build', 'buildMs'),
    { ...row('From there to the first delivery', 'pushMs'), aim: atMost(1_000) },
  ];
}

function notesOf(count: number): readonly string[] {
  return [
    `Medians of ${roundsOf(count)} rounds after one that did not count; in each, every inbox received exactly one request.`,
  ];
}

async function fedifyRate(): Promise<number> {
  await using receiver = await startReceiver();
  await using peer = await startFedifyPeer('fedify.test', { queue: true });
  const inboxes = inboxesAt(receiver, fedifyInboxCount);
  const broadcast = (): Promise<void> => peer.broadcast(inboxes, '<p>To everybody.</p>');
  await countDeliveries(receiver, inboxes.length, broadcast); // Warms it up.
  const { ms } = await countDeliveries(receiver, inboxes.length, broadcast);
  return (inboxes.length / ms) * 1000;
}
