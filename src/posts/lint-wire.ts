import { firstLineOf, type Finding, type LintText } from './lint-text.ts';
import type { Post } from './post.ts';
import * as limits from './wire-limits.ts';

type Check = (post: Post, text: LintText) => Finding | undefined;

/** Of the text alone, as JSON in UTF-8: the rest of an activity, with its proof, may take as much as is left. */
const textBytesMax = 50_000;
/** Names that a message gives at most. */
const namesShownMax = 5;

/** What a post has more of than other servers take: what goes beyond is left out when it is sent. */
export function excessFindings(text: LintText): readonly Finding[] {
  const { post } = text;
  if (post === undefined) return [];
  return checks.map((check) => check(post, text)).filter((finding) => finding !== undefined);
}

const checks: readonly Check[] = [mentions, tags, longTags, pictures, summary, warning, length];

/** The author of what is answered is the first who is told. */
function mentions({ body, inReplyTo }: Post, { source }: LintText): Finding | undefined {
  const room = limits.mentionsMax - (inReplyTo === undefined ? 0 : 1);
  const left = body.mentions.slice(room).map(({ host, user }) => `@${user}@${host}`);
  const [first] = left;
  if (first === undefined) return undefined;
  const message = `Only the first ${room} of those mentioned are told of the post: not ${listed(left)}.`;
  const line = source.markdownLine + lineOf(first, source.markdown);
  return { rule: 'too-many-mentions', line, message, remedy: 'Mention the others in another post.' };
}

function tags(post: Post, text: LintText): Finding | undefined {
  const left = post.tags.filter((tag) => !isLong(tag)).slice(limits.hashtagsMax);
  const [first] = left;
  if (first === undefined) return undefined;
  const names = listed(left.map((tag) => `#${tag}`));
  return {
    rule: 'too-many-tags',
    line: lineOfTag(first, text),
    message: `Only the first ${limits.hashtagsMax} tags are sent: not ${names}.`,
    remedy: 'Put first those by which the post is to be found, and remove the others.',
  };
}

function longTags(post: Post, text: LintText): Finding | undefined {
  const long = post.tags.find(isLong);
  if (long === undefined) return undefined;
  return {
    rule: 'tag-too-long',
    line: lineOfTag(long, text),
    message: `A tag of ${long.length} characters is not sent: "#${long.slice(0, 30)}…".`,
    remedy: `Write one of at most ${limits.hashtagCharactersMax}.`,
  };
}

function isLong(tag: string): boolean {
  return tag.length > limits.hashtagCharactersMax;
}

/** An article is opened on its page, where all are. */
function pictures({ body, image, poll, type }: Post, { source }: LintText): Finding | undefined {
  const count = body.images.length + (image === undefined ? 0 : 1);
  if ((type === 'article' && poll === undefined) || count <= limits.picturesShownMax) return undefined;
  return {
    rule: 'too-many-pictures',
    line: firstLineOf(source),
    message: `Mastodon shows only the first ${limits.picturesShownMax} of the ${count} pictures of a note.`,
    remedy: 'Put those first that matter most, or make two notes of it.',
  };
}

/** A note has none on the way, and a content warning takes its place. */
function summary(post: Post, { source: { fields } }: LintText): Finding | undefined {
  const { contentWarning, poll, summary = '', type } = post;
  const isSent = type === 'article' && poll === undefined && contentWarning === undefined;
  if (!isSent || paragraphLength(summary) <= limits.summaryCharactersMax) return undefined;
  return {
    rule: 'summary-too-long',
    line: fields.lineOf('summary'),
    field: 'summary',
    message: `has ${summary.length} characters, and is cut off after about ${limits.summaryCharactersMax} when it is sent.`,
    remedy: 'Say it in fewer.',
  };
}

/** As an HTML paragraph. */
function paragraphLength(text: string): number {
  const lengths = Array.from(text, (character) => entityLengths[character] ?? character.length);
  return lengths.reduce((sum, one) => sum + one, '<p></p>'.length);
}
const entityLengths: Readonly<Record<string, number>> = { '&': 5, '<': 4, '>': 4, '"': 6, "'": 5 };

function warning({ contentWarning = '' }: Post, { source: { fields } }: LintText): Finding | undefined {
  if (contentWarning.length <= limits.summaryCharactersMax) return undefined;
  return {
    rule: 'warning-too-long',
    line: fields.lineOf('contentWarning'),
    field: 'contentWarning',
    message: `has ${contentWarning.length} characters, and is cut off after ${limits.summaryCharactersMax} when it is sent.`,
    remedy: 'Say it in fewer.',
  };
}

function length({ body }: Post, { source }: LintText): Finding | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(body.federatedHtml));
  if (bytes <= textBytesMax) return undefined;
  const most = limits.activityBytesMax / 1000;
  return {
    rule: 'text-too-long',
    line: firstLineOf(source),
    message: `The text has ${Math.ceil(bytes / 1000)} KB as it is sent. What does not fit into ${most} KB with all around it is sent as its address alone, which servers have to fetch.`,
    remedy: 'Make two posts of it, if it must arrive everywhere.',
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, namesShownMax).join(', ');
  return names.length <= namesShownMax ? shown : `${shown} and ${names.length - namesShownMax} more`;
}

/** Of the file: in its front matter, or where the text has it first. */
function lineOfTag(tag: string, { source }: LintText): number {
  const listed = source.fields.list('tags').find(({ text }) => text === tag);
  return listed?.line ?? source.markdownLine + lineOf(`#${tag}`, source.markdown);
}

/** On which line of a text `phrase` stands first, whatever its case; 0 is the first. */
function lineOf(phrase: string, markdown: string): number {
  const start = markdown.toLowerCase().indexOf(phrase.toLowerCase());
  return start < 0 ? 0 : markdown.slice(0, start).split('\n').length - 1;
}
