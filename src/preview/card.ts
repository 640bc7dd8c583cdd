import { excerptOf } from '../components/excerpt.ts';
import { wordsFor } from '../components/words.ts';
import type { Site } from '../site.ts';
import { textOfMarkup } from './markup.ts';
import type { SentObject } from './sent.ts';
import type { LinkCard, ShownPicture } from './shown.ts';

/** As our pages describe themselves. */
const descriptionCharactersMax = 220;

/** What the head of our page says (`components/head.ts`); nobody gets at a page that only followers may see. */
export function cardOfPage(sent: SentObject, site: Site): LinkCard | undefined {
  const { content, image, isWarned, lang, name, summary, url } = sent;
  if (url === undefined) return undefined;
  const written = summary === undefined ? '' : textOfMarkup(summary);
  const beginning = excerptOf(oneLine(textOfMarkup(content)), descriptionCharactersMax, lang);
  const description = isWarned ? wordsFor(lang).contentWarning(summary ?? '') : written || beginning;
  return { url, title: name ?? '', description, image: (isWarned ? undefined : image) ?? pictureOf(site) };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** What every page without a picture of its own shows. */
function pictureOf({ absolute, blog }: Site): ShownPicture | undefined {
  const picture = blog.image ?? blog.icon;
  if (picture === undefined) return undefined;
  const { alt, height, url, width } = picture;
  return { url: absolute(url), alt, width, height };
}

/** Of the first link that is no mention and no hashtag, one is made (interop 8.4). What it says only that page knows. */
export function cardOfLink(html: string, { host }: Site): LinkCard | undefined {
  const links = [...html.matchAll(/<a\b[^>]*>/g)].map(([tag]) => tag);
  const plain = links.find((tag) => !/class="[^"]*(?:u-url|h-card|hashtag)/.test(tag));
  const url = textOfMarkup(/href="(https?:[^"]*)"/.exec(plain ?? '')?.[1] ?? '');
  if (!URL.canParse(url)) return undefined;
  const title = new URL(url).host;
  return { url, title, description: title === host ? 'A page of yours.' : 'What that page says of itself.' };
}
