/**
 * The search page: shows what the index finds while one types. The index and what reads it (Pagefind) come from this site, and
 * only when somebody searches. Arrow keys lead from the words through the results, Escape back.
 */

interface Hit {
  readonly url: string;
  readonly meta: { readonly title?: string; readonly date?: string; readonly lang?: string };
  /** Text, with `<mark>` about what was found, and its own angle brackets written as entities. */
  readonly excerpt: string;
}

interface Index {
  options(options: { readonly noWorker: boolean; readonly excerptLength: number }): Promise<void>;
  search(words: string): Promise<{ readonly results: readonly { data(): Promise<Hit> }[] }>;
}

const shownAtOnce = 10;
const excerptWords = 28;
/** Milliseconds without a key before a search begins. */
const restMs = 150;
const pagefind = '/pagefind/pagefind.js';

const input = part('.search-form input', HTMLInputElement);
const form = part('.search-form', HTMLFormElement);
const state = part('.search-state', HTMLParagraphElement);
const list = part('.search-results', HTMLOListElement);
const more = part('.search-more', HTMLParagraphElement);
const dates = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: 'medium',
  timeZone: 'UTC',
});

let opened: Promise<Index> | undefined;
let hits: readonly { data(): Promise<Hit> }[] = [];
let latest = 0;
let rest: ReturnType<typeof setTimeout> | undefined;

function part<Kind extends HTMLElement>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${selector}`);
}

function openIndex(): Promise<Index> {
  opened ??= (async () => {
    const index = (await import(/* @vite-ignore */ pagefind)) as Index;
    await index.options({ noWorker: true, excerptLength: excerptWords });
    return index;
  })();
  return opened;
}

/** Finds the words in the field. What was asked for before, and comes in later, is passed over. */
async function search(): Promise<void> {
  const words = input.value.trim();
  const turn = ++latest;
  history.replaceState(null, '', words === '' ? '/search/' : `/search/?q=${encodeURIComponent(words)}`);
  try {
    const results = words === '' ? [] : (await (await openIndex()).search(words)).results;
    if (turn !== latest) return;
    hits = results;
    list.replaceChildren();
    await showMore();
    if (turn === latest) say(words === '' ? '' : hits.length === 0 ? 'nothing' : 'found');
  } catch {
    opened = undefined; // The network may be back for the next try.
    if (turn === latest) say('failed');
  }
}

function say(what: string): void {
  const count = hits.length.toLocaleString(document.documentElement.lang);
  state.textContent = (state.dataset[what] ?? '').replace('{count}', count);
}

async function showMore(): Promise<void> {
  const turn = latest;
  const shown = list.children.length;
  const next = await Promise.all(hits.slice(shown, shown + shownAtOnce).map((hit) => hit.data()));
  if (turn !== latest) return;
  list.append(...next.map(itemOf));
  more.hidden = list.children.length >= hits.length;
  if (shown > 0) links()[shown]?.focus();
}

function itemOf({ excerpt, meta, url }: Hit): HTMLElement {
  const link = Object.assign(document.createElement('a'), { href: url, textContent: meta.title ?? url });
  const text = document.createElement('p');
  text.append(...partsOf(excerpt));
  const item = document.createElement('li');
  if (meta.lang !== undefined) item.lang = meta.lang;
  for (const element of [link, text]) element.dir = 'auto';
  item.append(link, ...(meta.date === undefined ? [] : [' ', dateOf(meta.date)]), text);
  return item;
}

function dateOf(date: string): HTMLElement {
  const time = Object.assign(document.createElement('time'), { dateTime: date, className: 'count' });
  time.textContent = dates.format(new Date(date));
  return time;
}

/** Nothing of it is ever read as HTML. */
function partsOf(excerpt: string): readonly Node[] {
  return excerpt.split(/<mark>(.*?)<\/mark>/s).map((piece, index) => {
    const text = piece.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    if (index % 2 === 0) return document.createTextNode(text);
    return Object.assign(document.createElement('mark'), { textContent: text });
  });
}

function links(): readonly HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('a')];
}

function move(event: KeyboardEvent): void {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
  const stops = [input, ...links()];
  const place = stops.indexOf(document.activeElement as HTMLInputElement);
  const step = steps[event.key];
  if (place < 0 || step === undefined) {
    if (event.key === 'Escape' && place > 0) input.focus();
    return;
  }
  event.preventDefault();
  stops[place + step]?.focus();
}

input.addEventListener('input', () => {
  clearTimeout(rest);
  rest = setTimeout(() => void search(), restMs);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(rest);
  void search();
});
more.addEventListener('click', () => void showMore());
document.addEventListener('keydown', move);

input.value = new URLSearchParams(location.search).get('q') ?? '';
if (input.value === '') input.focus();
else void search();
