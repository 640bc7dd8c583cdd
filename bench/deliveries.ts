import { startFedifyPeer } from '../test/support/fedify-peer.ts';
import { addFollowers, publishPost, startBlog } from './blog.ts';
import { inTurn, median, once, type Figures } from './figures.ts';
import { signingRate, startBareSender, type BareSender } from './limits.ts';
import { countDeliveries, inboxesAt, startReceiver, type Receiver } from './receiver.ts';

const inboxCount = 2_000;
const fedifyInboxCount = 400;
/** The contenders take turns, so that what else the machine does meets all of them. */
const rounds = 5;

/** How fast one post reaches 2,000 inboxes on hosts of their own, from the first arrival to the last. */
export async function measureDeliveries(): Promise<Figures> {
  await using receiver = await startReceiver();
  await using sender = await startBareSender();
  const inboxes = inboxesAt(receiver, inboxCount);
  const { ours, bare, unsigned, body } = await takeTurns(receiver, sender, inboxes);
  const signing = await signingRate(sender, { inboxes, body });
  return {
    title: `Deliveries to ${inboxCount} inboxes on hosts of their own`,
    perSecond: median(ours),
    beside: [
      inTurn('bare pipeline: sign and send, nothing stored', ours, bare, 0.75),
      once('RSA-2048 signatures, all cores', ours, signing),
      inTurn('the same requests, unsigned', ours, unsigned),
      once(`Fedify, in memory (${fedifyInboxCount} inboxes)`, ours, await fedifyRate(receiver)),
    ],
    notes: [`Medians of ${rounds} rounds; in each, every inbox received exactly one request.`],
  };
}

/** Deliveries a second, round by round. */
interface Rates {
  readonly ours: number[];
  readonly bare: number[];
  readonly unsigned: number[];
  /** What ours sent. */
  body: string;
}

async function takeTurns(receiver: Receiver, sender: BareSender, inboxes: readonly string[]): Promise<Rates> {
  await using blog = await startBlog();
  await addFollowers(blog.store, inboxes);
  const rates: Rates = { ours: [], bare: [], unsigned: [], body: '' };
  const measure = async (send: () => Promise<unknown>): Promise<number> => {
    const { ms, body } = await countDeliveries(receiver, inboxes.length, send);
    rates.body ||= body;
    return (inboxes.length / ms) * 1000;
  };
  for (let round = 0; round < rounds; round += 1) {
    rates.ours.push(await measure(() => publishPost(blog, `post-${round}`)));
    const { body } = rates;
    rates.bare.push(await measure(() => sender.ask({ kind: 'signed', inboxes, body })));
    rates.unsigned.push(await measure(() => sender.ask({ kind: 'unsigned', inboxes, body })));
  }
  return rates;
}

async function fedifyRate(receiver: Receiver): Promise<number> {
  await using peer = await startFedifyPeer('fedify.test', { queue: true });
  const inboxes = inboxesAt(receiver, fedifyInboxCount);
  const broadcast = (): Promise<void> => peer.broadcast(inboxes, '<p>To everybody.</p>');
  await countDeliveries(receiver, inboxes.length, broadcast); // Warms it up.
  const { ms } = await countDeliveries(receiver, inboxes.length, broadcast);
  return (inboxes.length / ms) * 1000;
}
