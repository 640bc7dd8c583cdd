import { handleOf } from '../federation/moderation-verbs.ts';
import type { StoredPrivateMessage } from '../store/store.ts';
import { printable, withBlog, type PublishedBlog } from './blog.ts';
import { jsonText, stamp } from './words.ts';

const listedMax = 1_000;

/** `outward messages`: what was written to the blog and not for everybody, newest first. It is shown nowhere else. */
export function listMessages({ json }: { readonly json?: boolean }): Promise<number> {
  return withBlog(async ({ foundation: { store } }) => {
    const messages = await store.privateMessages(listedMax);
    const views = await Promise.all(messages.map((message) => viewOf(message, store)));
    if (json === true) console.log(jsonText(views));
    else if (views.length === 0) console.log('Nobody wrote to you alone in the last 30 days.');
    else for (const view of views) console.log(textOf(view));
    return 0;
  });
}

async function viewOf(
  { actor, id, inReplyTo, sentAt, storedAt, text, visibility }: StoredPrivateMessage,
  store: PublishedBlog['foundation']['store'],
) {
  const found = await store.findActor(actor);
  const author = { id: actor, handle: found && handleOf(found) };
  return { author, sentAt, arrivedAt: storedAt, visibility, text, inReplyTo, id };
}

function textOf({ arrivedAt, author, id, text, visibility }: Awaited<ReturnType<typeof viewOf>>): string {
  const readers = visibility === 'direct' ? 'to you' : 'to you and those who follow its author';
  const by = printable(author.handle ?? author.id);
  return `${stamp(arrivedAt)} ${by}, ${readers}: ${printable(id)}\n  ${printable(text)}`;
}
