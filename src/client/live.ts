import { mergeInto } from './merge.ts';

/**
 * Keeps the conversation on a page as it is on the blog, while somebody has it before their eyes: the blog tells when it has
 * changed, and what it is then is fetched. Without it the page shows what it was when it was opened.
 */

const replies = document.querySelector<HTMLElement>('.replies[data-live]');
const news = document.querySelector<HTMLElement>('[data-news]');
let events: EventSource | undefined;

/** A page in the background would hold one of the few connections that a browser has for a site. */
function listenWhileVisible(shown: HTMLElement): void {
  events?.close();
  events = undefined;
  if (document.hidden) return;
  events = new EventSource(`${shown.dataset.live ?? ''}?seen=${shown.dataset.version ?? ''}`);
  events.addEventListener('message', () => void refresh(shown));
}

/** Fetches are counted: one that is overtaken by a later one has nothing to say. */
let asked = 0;
let drawn = 0;

async function refresh(shown: HTMLElement): Promise<void> {
  asked += 1;
  const turn = asked;
  const answer = await fetch(shown.dataset.live?.replace(/live$/, '?fragment') ?? '');
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.querySelector<HTMLElement>('.replies[data-live]');
  if (!answer.ok || fresh === null || turn < drawn) return;
  drawn = turn;
  const count = countIn(shown);
  mergeInto(shown, fresh);
  shown.dataset.version = fresh.dataset.version;
  if (news !== null && countIn(shown) !== count) news.textContent = countIn(shown);
}

/** As it is written there, in the language of the page. */
function countIn(element: HTMLElement): string {
  return element.querySelector('.count-replies')?.textContent ?? '';
}

if (replies !== null) {
  listenWhileVisible(replies);
  document.addEventListener('visibilitychange', () => listenWhileVisible(replies));
}
