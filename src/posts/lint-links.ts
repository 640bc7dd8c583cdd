import { basename } from 'node:path';
import { hasAnchor, type Place, type Places } from './lint-places.ts';
import type { Finding, LintText } from './lint-text.ts';
import { nearest } from './nearest.ts';
import { decoded } from './paths.ts';
import type { PlacedLink, PostBody } from './post.ts';
import { isPrivateName } from './private-name.ts';

/** What links are held against. */
export interface LinkRules {
  readonly places: Places;
  /** `https://blog.example` */
  readonly origin: string;
  readonly now: Date;
}

/** Anchors that a message names at most. */
const anchorsShownMax = 8;

/** Links of a text that lead nowhere: on the site to what it does not have, elsewhere to what nobody else can reach. */
export function linkFindings(text: LintText, rules: LinkRules): readonly Finding[] {
  return text.body.links.flatMap((link) => {
    const fault = faultOf(link, text, rules);
    return fault === undefined ? [] : [{ line: text.source.markdownLine + link.line, ...fault }];
  });
}

type Fault = Omit<Finding, 'line'>;

function faultOf(link: PlacedLink, text: LintText, rules: LinkRules): Fault | undefined {
  const url = URL.parse(link.url, rules.origin + text.path);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.host !== new URL(rules.origin).host) {
    return isPrivateName(url.hostname) ? privateLink(link.url) : undefined;
  }
  const place = rules.places.find(url.pathname);
  if (place === undefined) return deadLink(decoded(url.pathname), rules.places);
  return unreachable(decoded(url.pathname), place, text, rules.now) ?? deadFragment(url, place);
}

function privateLink(url: string): Fault {
  return {
    rule: 'private-link',
    message: `Nobody outside your own network reaches ${url}.`,
    remedy: 'Write a public address, or put it between backticks if it is only to be read.',
  };
}

function deadLink(path: string, places: Places): Fault {
  return { rule: 'dead-link', message: `There is no ${path} on this site.`, remedy: remedyFor(path, places) };
}

function remedyFor(path: string, places: Places): string {
  if (/\.(?:png|jpe?g|gif|webp|avif|svg)$/i.test(path)) {
    return `A picture is there where it is shown: write ![What it shows](${basename(path)}), without a link.`;
  }
  const meant = places.nearest(path);
  if (meant !== undefined) return `Did you mean ${meant}?`;
  return 'Correct the address, or if a post has moved, add the old one to its aliases.';
}

/** What is not there when `text` is: readers of it would find nothing. */
function unreachable(path: string, place: Place, text: LintText, now: Date): Fault | undefined {
  if (place.isHidden) {
    const remedy = 'Remove the link, or let everybody see that post.';
    return { rule: 'dead-link', message: `${path} is for followers only, and has no page.`, remedy };
  }
  if (place.outAt <= Math.max(now.getTime(), text.outAt)) return undefined;
  if (place.outAt === Infinity) {
    const remedy = 'Publish that first, or remove the link.';
    return { rule: 'dead-link', message: `${path} is a draft, which nobody can open.`, remedy };
  }
  const date = new Date(place.outAt).toISOString().slice(0, 'yyyy-mm-dd'.length);
  const remedy = 'Date this post later than that, or add the link then.';
  return { rule: 'dead-link', message: `${path} is not there before ${date}.`, remedy };
}

function deadFragment(url: URL, { body }: Place): Fault | undefined {
  const name = decoded(url.hash.slice(1));
  if (body === undefined || hasAnchor(body, name)) return undefined;
  const message = `There is no part "#${name}" on ${decoded(url.pathname)}.`;
  return { rule: 'dead-fragment', message, remedy: remedyForFragment(name, body) };
}

function remedyForFragment(name: string, { headings }: PostBody): string {
  const anchors = headings.map(({ anchor }) => anchor);
  const meant = nearest(name, anchors);
  if (meant !== undefined) return `Did you mean "#${meant}"?`;
  if (anchors.length === 0) return 'Remove it from the link: that page has no headings.';
  const shown = anchors.slice(0, anchorsShownMax).map((anchor) => `#${anchor}`);
  return `Write the anchor of a heading, such as ${shown.join(', ')}.`;
}
