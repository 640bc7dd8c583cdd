import { noticeSentence } from '../components/decision-words.ts';
import { xmlElement, xmlText } from '../components/xml.ts';
import { wordsFor } from '../components/words.ts';
import { noticeHtml } from './notice-html.ts';
import { tell, type Notice, type NoticeScope } from './notice.ts';

const entriesMax = 50;

/** The newest notices as Atom (RFC 4287), with the links that decide. Whoever reads it can. */
export async function noticesFeed(secret: string, scope: NoticeScope): Promise<string> {
  const { site, store } = scope;
  const after = Math.max(0, (await store.newestNotice()) - entriesMax);
  const notices = await tell(await store.notices(after, entriesMax), scope);
  const words = wordsFor(site.blog.lang);
  const title = words.notices.feed(site.blog.title);
  const updated = Math.max(0, ...notices.map(({ at }) => at ?? 0));
  const parts = [
    xmlElement('id', {}, xmlText(`${site.origin}/notices`)),
    xmlElement('title', {}, xmlText(title)),
    xmlElement('updated', {}, new Date(updated).toISOString()),
    xmlElement('author', {}, xmlElement('name', {}, xmlText(site.blog.title))),
    xmlElement('link', { rel: 'self', href: `${site.origin}${feedPath(secret)}` }, ''),
    ...notices.toReversed().map((notice) => entryOf(notice, scope, updated)),
  ];
  const root = { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': words.lang };
  return `<?xml version="1.0" encoding="utf-8"?>\n${xmlElement('feed', root, parts.join('\n'))}\n`;
}

export function feedPath(secret: string): string {
  return `/notices/${secret}/feed.xml`;
}

/** Its id has no secret in it: feed readers pass ids on. */
function entryOf(notice: Notice, { site }: NoticeScope, updated: number): string {
  const words = wordsFor(site.blog.lang);
  const title = noticeSentence(notice, words, site.blog.title);
  const parts = [
    xmlElement('id', {}, xmlText(`${site.origin}/notices#${notice.row}`)),
    xmlElement('title', {}, xmlText(title)),
    xmlElement('updated', {}, new Date(notice.at ?? updated).toISOString()),
    ...notice.links.slice(0, 1).map(({ url }) => xmlElement('link', { rel: 'alternate', href: url }, '')),
    xmlElement('content', { type: 'html' }, xmlText(noticeHtml(notice, words, site.blog.title))),
  ];
  return xmlElement('entry', {}, parts.join('\n'));
}
