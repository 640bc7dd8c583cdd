import { startFedifyPeer } from '../test/support/fedify-peer.ts';
import { addFollowers, publishPost, startBlog } from './blog.ts';
import { median, type Figures } from './figures.ts';
import { signingRate, startBareSender, type BareSender } from './limits.ts';
import { countDeliveries, inboxesAt, startReceiver, type Receiver } from './receiver.ts';

const inboxCount = 2_000;
const fedifyInboxCount = 400;
/** The contenders take turns, so that what else the machine does meets all of them. */
const rounds = 3;

/** How fast one post reaches 2,000 inboxes on hosts of their own, from the first arrival to the last. */
export async function measureDeliveries(): Promise<Figures> {
  await using receiver = await startReceiver();
  await using sender = await startBareSender();
  const inboxes = inboxesAt(receiver, inboxCount);
  const { ours, bare, unsigned, body } = await takeTurns(receiver, sender, inboxes);
  const signing = await signingRate(sender, { inboxes, body });
  const fedify = await fedifyRate(receiver);
  return {
    title: `Deliveries to ${inboxCount} inboxes on hosts of their own`,
    perSecond: ours,
    beside: [
      { name: 'bare pipeline: sign and send, nothing stored', perSecond: bare, aim: 0.75 },
      { name: 'RSA-2048 signatures, all cores', perSecond: signing },
      { name: 'the same requests, unsigned', perSecond: unsigned },
      { name: `Fedify, in memory (${fedifyInboxCount} inboxes)`, perSecond: fedify },
    ],
    notes: [`Medians of ${rounds} rounds; in each, every inbox received exactly one request.`],
  };
}

interface Rates {
  readonly ours: number;
  readonly bare: number;
  readonly unsigned: number;
  /** What ours sent. */
  readonly body: string;
}

async function takeTurns(receiver: Receiver, sender: BareSender, inboxes: readonly string[]): Promise<Rates> {
  await using blog = await startBlog();
  await addFollowers(blog.store, inboxes);
  const turns: Rates[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { ms, body } = await countDeliveries(receiver, inboxes.length, () =>
      publishPost(blog, `post-${round}`),
    );
    const bare = await countDeliveries(receiver, inboxes.length, () =>
      sender.ask({ kind: 'signed', inboxes, body }),
    );
    const unsigned = await countDeliveries(receiver, inboxes.length, () =>
      sender.ask({ kind: 'unsigned', inboxes, body }),
    );
    const rate = (elapsed: number): number => (inboxes.length / elapsed) * 1000;
    turns.push({ ours: rate(ms), bare: rate(bare.ms), unsigned: rate(unsigned.ms), body });
  }
  const medianOf = (name: 'ours' | 'bare' | 'unsigned'): number => median(turns.map((turn) => turn[name]));
  return {
    ours: medianOf('ours'),
    bare: medianOf('bare'),
    unsigned: medianOf('unsigned'),
    body: turns[0]?.body ?? '',
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
