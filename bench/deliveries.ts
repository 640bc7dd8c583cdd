import { startFedifyPeer } from '../test/support/fedify-peer.ts';
import { addFollowers, publishPost, startBlog } from './blog.ts';
import { atLeast, inTurn, median, once, type Figures } from './figures.ts';
import { signingRate, startBareSender, type BareSender } from './limits.ts';
import { countDeliveries, inboxesAt, startReceiver, type Arrivals, type Receiver } from './receiver.ts';

const inboxCount = 2_000;
const fedifyInboxCount = 400;
/** The contenders take turns, so that what else the machine does meets all of them. */
const rounds = 5;

/** How fast one post reaches 2,000 inboxes on hosts of their own, from the first arrival to the last. */
export async function measureDeliveries(): Promise<Figures> {
  await using receiver = await startReceiver();
  await using sender = await startBareSender();
  const inboxes = inboxesAt(receiver, inboxCount);
  const { ours, recorded, bare, unsigned, sent } = await takeTurns(receiver, sender, inboxes);
  const signing = await signingRate(sender, { inboxes, ...sent });
  return {
    title: `Deliveries to ${inboxCount} inboxes on hosts of their own`,
    rows: [
      {
        name: 'Outward',
        unit: 'per second',
        value: median(ours),
        beside: [
          inTurn('bare pipeline: sign, send, each outcome on disk', ours, recorded, atLeast(0.75)),
          inTurn('bare pipeline that stores nothing', ours, bare),
          once('RSA-2048 signatures, all cores', ours, signing),
          inTurn('the same requests, unsigned', ours, unsigned),
          once(`Fedify, in memory (${fedifyInboxCount} inboxes)`, ours, await fedifyRate(receiver)),
        ],
      },
    ],
    notes: [`Medians of ${rounds} rounds; in each, every inbox received exactly one request.`],
  };
}

/** Deliveries a second, round by round. */
interface Rates {
  readonly ours: number[];
  readonly recorded: number[];
  readonly bare: number[];
  readonly unsigned: number[];
  /** What ours sent: the others send the same. */
  sent: Sent;
}

type Sent = Pick<Arrivals, 'body' | 'headers'>;

async function takeTurns(receiver: Receiver, sender: BareSender, inboxes: readonly string[]): Promise<Rates> {
  await using blog = await startBlog();
  await addFollowers(blog.store, inboxes);
  const rates: Rates = { ours: [], recorded: [], bare: [], unsigned: [], sent: { body: '', headers: {} } };
  const measure = async (send: () => Promise<unknown>): Promise<number> => {
    const { ms, body, headers } = await countDeliveries(receiver, inboxes.length, send);
    if (rates.sent.body === '') rates.sent = { body, headers };
    return (inboxes.length / ms) * 1000;
  };
  for (let round = 0; round <= rounds; round += 1) {
    rates.ours.push(await measure(() => publishPost(blog, `post-${round}`)));
    const { sent } = rates;
    rates.recorded.push(await measure(() => sender.ask({ kind: 'recorded', inboxes, ...sent })));
    rates.bare.push(await measure(() => sender.ask({ kind: 'signed', inboxes, ...sent })));
    rates.unsigned.push(await measure(() => sender.ask({ kind: 'unsigned', inboxes, ...sent })));
  }
  return withoutWarmUp(rates);
}

/** The first round is everybody's first: what it measures is compiling. */
function withoutWarmUp({ ours, recorded, bare, unsigned, sent }: Rates): Rates {
  return {
    ours: ours.slice(1),
    recorded: recorded.slice(1),
    bare: bare.slice(1),
    unsigned: unsigned.slice(1),
    sent,
  };
}

async function fedifyRate(receiver: Receiver): Promise<number> {
  await using peer = await startFedifyPeer('fedify.test', { queue: true });
  const inboxes = inboxesAt(receiver, fedifyInboxCount);
  const broadcast = (): Promise<void> => peer.broadcast(inboxes, '<p>To everybody.</p>');
  await countDeliveries(receiver, inboxes.length, broadcast); // Warms it up.
  const { ms } = await countDeliveries(receiver, inboxes.length, broadcast);
  return (inboxes.length / ms) * 1000;
}
