import { handleOf, repliesThatStand } from '../federation/moderation-verbs.ts';
import { readPattern } from '../posts/moderation-pattern.ts';
import { plainTextOf } from '../protocol/text.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { currentManifest } from '../release/current.ts';
import type { JudgedReply, RefusalCount, ReplyFacts, Standing, Store, Verdict } from '../store/store.ts';
import { CommandError, printable, withBlog, type PublishedBlog } from './blog.ts';
import { factLines, ruleWords, standingWords, whyOf, type KnownRules } from './comment-words.ts';
import { findRulePlaces } from './rule-places.ts';
import { amount, jsonText, stamp } from './words.ts';

type Listed = Exclude<Standing, 'open'>;

export interface CommentsOptions {
  readonly held?: boolean;
  readonly hidden?: boolean;
  readonly limited?: boolean;
  readonly blocked?: boolean;
  readonly refused?: boolean;
  readonly json?: boolean;
}

/** A comment as the writer is shown it; its names are those of the JSON. */
interface CommentView {
  /** Names it to the other verbs. */
  readonly number: number;
  readonly standing: Standing;
  /** In words. */
  readonly why: string;
  readonly arrivedAt: number;
  readonly author: { readonly id: Uri; readonly handle: string | undefined };
  /** Slug of the post at the root of its thread. */
  readonly post: string | undefined;
  readonly text: string;
  readonly id: Uri;
  readonly url: Uri;
}

const listedMax = 1_000;
const charactersMax = 500;

/** `outward comments`: what readers do not see, and why; by default what waits. */
export function listComments(options: CommentsOptions): Promise<number> {
  return withBlog(async (blog) => {
    const known = await knownRules(blog.foundation.store);
    if (options.refused === true) return listRefusals(blog, known, options.json === true);
    const standing = standings.find((one) => options[one] === true) ?? 'held';
    const { store } = blog.foundation;
    const replies = await store.repliesStanding(standing, listedMax);
    const draw = await viewer(blog, known);
    const views = await Promise.all(replies.map(draw));
    if (options.json === true) console.log(jsonText(views));
    else console.log(listText(views, standing, (await store.standingCounts()).get(standing) ?? 0));
    return 0;
  });
}

const standings = ['held', 'hidden', 'limited', 'blocked'] as const satisfies readonly Listed[];

function listText(views: readonly CommentView[], standing: Listed, count: number): string {
  if (views.length === 0) return standing === 'held' ? 'No comment waits for you.' : `None is ${standing}.`;
  const more = count - views.length;
  return [
    ...views.flatMap(linesOf),
    ...(more > 0 ? [`and ${amount(more, 'more', 'more')}`] : []),
    ...(standing === 'held' ? ['To let one in: npm run outward -- comments approve <number>'] : []),
  ].join('\n');
}

function linesOf({ arrivedAt, author, number, post, text, why }: CommentView): readonly string[] {
  const by = printable(author.handle ?? author.id);
  return [
    `${number}. ${by} on ${post ?? 'a post that is gone'}, ${stamp(arrivedAt)} (${why})`,
    `   ${printable(text)}`,
  ];
}

/** Draws comments, with the names that the blog knows. */
async function viewer(
  { foundation: { settings, store }, site }: PublishedBlog,
  known: KnownRules,
): Promise<(reply: JudgedReply) => Promise<CommentView>> {
  const manifest = await currentManifest(settings.dataDir);
  const slugs = new Map(manifest?.objects.map(({ id, slug }) => [site.objectId(id), slug]));
  return async (reply) => {
    const actor = await store.findActor(reply.actor);
    const text = plainTextOf(reply.content, charactersMax);
    return {
      number: reply.row,
      standing: reply.standing,
      why: whyOf(reply, known),
      arrivedAt: reply.storedAt,
      author: { id: reply.actor, handle: actor && handleOf(actor) },
      post: slugs.get(reply.objectId),
      text: reply.summary === undefined ? text : `[${reply.summary}] ${text}`,
      id: reply.id,
      url: reply.url,
    };
  };
}

async function knownRules(store: Store): Promise<KnownRules> {
  return { rules: await store.rules(), placeOf: await findRulePlaces() };
}

async function listRefusals(
  { foundation: { store } }: PublishedBlog,
  known: KnownRules,
  json: boolean,
): Promise<number> {
  const sums = sumsOf(await store.refusals(0));
  if (json) console.log(jsonText([...sums].map(([reason, count]) => ({ reason, count }))));
  else if (sums.size === 0) console.log('Nothing was refused in the last 90 days.');
  else
    for (const [reason, count] of sums) {
      const by = reason === 'closed' ? 'comments were closed' : `by ${ruleWords(reason, known)}`;
      console.log(`${String(count).padStart(8)} refused: ${by}`);
    }
  return 0;
}

/** Most first. */
function sumsOf(refusals: readonly RefusalCount[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { count, reason } of refusals) sums.set(reason, (sums.get(reason) ?? 0) + count);
  return new Map([...sums].sort(([, a], [, b]) => b - a));
}

export type CommentVerb = keyof typeof verdicts;
const verdicts = { approve: 'approved', hide: 'hidden', restore: undefined } as const satisfies Readonly<
  Record<string, Verdict | undefined>
>;

export interface JudgeOptions {
  readonly allOf?: string;
  readonly json?: boolean;
}

/** `outward comments approve|hide|restore`: the writer's word on one comment, or on all of an account that wait. */
export function judgeComment(
  verb: CommentVerb,
  name: string | undefined,
  { allOf, json }: JudgeOptions,
): Promise<number> {
  return withBlog(async (blog) => {
    const { store } = blog.foundation;
    const heldBefore = await heldIn(store);
    const replies =
      allOf === undefined ? [await oneOf(name, store)] : await Array.fromAsync(heldOf(allOf, store));
    if (replies.length === 0) throw new CommandError(`${String(allOf)}: no comment of that account waits.`);
    await store.transact((tx) => {
      for (const { id } of replies) tx.judgeReply(id, verdicts[verb]);
    });
    const known = await knownRules(store);
    const judged = (await Promise.all(replies.map(({ id }) => store.findReply(id)))).filter(
      (reply) => reply !== undefined,
    );
    if (json === true) console.log(jsonText(await Promise.all(judged.map(await viewer(blog, known)))));
    else {
      for (const reply of judged)
        console.log(`${reply.row}. ${standingWords[reply.standing]}: ${whyOf(reply, known)}.`);
      const others = heldBefore - (await heldIn(store)) - replies.filter(isHeld).length;
      if (verb === 'approve' && others > 0)
        console.log(`With it ${amount(others, 'other', 'others')} of that account wait no longer.`);
    }
    return 0;
  });
}

/** `outward comments why`: each fact that decides where one stands. */
export function explainComment(name: string, { json }: { readonly json?: boolean }): Promise<number> {
  return withBlog(async (blog) => {
    const { store } = blog.foundation;
    const reply = await oneOf(name, store);
    const known = await knownRules(store);
    const view = await (await viewer(blog, known))(reply);
    const { policy, rule, verdict, waits } = reply;
    if (json === true) console.log(jsonText({ ...view, facts: { policy, waits, verdict, rule } }));
    else console.log([...linesOf(view), ...factLines(reply, known)].join('\n'));
    return 0;
  });
}

function isHeld({ standing }: JudgedReply): boolean {
  return standing === 'held';
}

async function heldIn(store: Store): Promise<number> {
  return (await store.standingCounts()).get('held') ?? 0;
}

async function oneOf(name: string | undefined, store: Store): Promise<ReplyFacts> {
  if (name === undefined)
    throw new CommandError('Say which: its number in the list, its address, or --all-of <account>.');
  const reply = await store.findReply(name);
  if (reply === undefined)
    throw new CommandError(`${name}: there is no such comment. See: npm run outward -- comments`);
  return reply;
}

/** What waits of an account, named by id or handle. */
async function* heldOf(account: string, store: Store): AsyncGenerator<JudgedReply> {
  const pattern = readPattern(account);
  if (pattern?.kind !== 'account' && pattern?.kind !== 'handle')
    throw new CommandError(`${account} is no account. Write it like @ann@social.example, or as its address.`);
  for await (const reply of repliesThatStand('held', store)) {
    const actor = pattern.kind === 'handle' ? await store.findActor(reply.actor) : undefined;
    const handle = actor && handleOf(actor).toLowerCase();
    if (reply.actor === pattern.text || handle === pattern.text) yield reply;
  }
}
