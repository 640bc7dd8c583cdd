import { readerActs, type ActTarget, type Home, type ReaderAct } from '../protocol/home.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { cut } from '../protocol/text.ts';
import { parseUri } from '../protocol/uri.ts';
import type { Site } from '../site.ts';
import type { InteractView } from '../theme.ts';
import type { ReleasedObject } from './manifest.ts';
import type { ServedRelease } from './served.ts';

export type { InteractAnswer } from '../theme.ts';

/** What a reader wants to do, and with which post; with none when it is to follow the blog. */
export interface Interaction {
  readonly act: ReaderAct;
  readonly post: ReleasedObject | undefined;
}

/** What the reader wrote, and what came of it. */
export type InteractionResult = Partial<Pick<InteractView, 'home' | 'answer'>>;

/**
 * What a reader's link or form asks for: `act`, by default to follow, and for all other acts `object`, any address of a post.
 * Undefined where there is no such act, no such post for everybody, or none that takes replies.
 */
export function findInteraction(
  asked: URLSearchParams,
  { objectBySlug, objects }: Pick<ServedRelease, 'objectBySlug' | 'objects'>,
): Interaction | undefined {
  const act = readerActs.find((one) => one === (asked.get('act') ?? 'follow'));
  if (act === undefined) return undefined;
  if (act === 'follow') return { act, post: undefined };
  const uri = parseUri(asked.get('object'));
  const known = uri === undefined ? undefined : objects(uri);
  const post = known && objectBySlug(known.slug);
  return post === undefined || (act === 'reply' && !post.commentsOpen) ? undefined : { act, post };
}

/** A title says enough in so many characters; escaped they are up to nine times as many. */
const titleMax = 80;

/** What the reader's server is told of it. */
export function targetOf({ post }: Interaction, site: Site): ActTarget {
  if (post === undefined) return { object: site.actor, content: '' };
  const content = `${cut(post.title, titleMax)} ${site.pageUrl(post.slug)}`;
  return { object: site.objectId(post.id), content };
}

/** What the theme is given to draw. */
export function interactView(
  { act, post }: Interaction,
  site: Site,
  { answer, home = '' }: InteractionResult = {},
): InteractView {
  if (post === undefined) return { act, post, address: `@${site.acct}`, home, answer };
  const { id, lang, slug, title } = post;
  const page = site.pageUrl(slug);
  const address = act === 'share' ? page : site.objectId(id);
  return { act, post: { title, lang, path: new URL(page).pathname }, address, home, answer };
}

/** The page on which a reader names a server, drawn on demand. */
export async function interactPage(
  view: InteractView,
  { manifest, render, site }: ServedRelease,
): Promise<string> {
  const locals = { site, navigation: manifest.navigation, interact: view };
  return (await render('/interact/', locals)).body;
}

/**
 * Where Mastodon and its kin have a page for it, on a server that was named alone and says nothing (interop 8.1). For a link
 * that the reader may try, and not to be led to.
 */
export function guessOf({ host, isServer }: Home, { act }: Interaction, object: Uri): string | undefined {
  if (!isServer || act === 'share') return undefined;
  return `https://${host}/authorize_interaction?uri=${encodeURIComponent(object)}`;
}
