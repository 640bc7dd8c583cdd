import { excerptOf } from '../../components/excerpt.ts';
import type { Notice } from '../../federation/profile.ts';
import type { Step } from '../../federation/step.ts';
import { postPath } from '../../posts/paths.ts';
import type { Post } from '../../posts/post.ts';
import type { Appearance } from '../../preview/appearance.ts';
import type { PublishResult } from '../../release/publish.ts';
import type { Site } from '../../site.ts';
import type { Audience, OutgoingActivity, Store } from '../../store/store.ts';

/** One thing that publishing does, or did, as all commands tell it. */
export interface PlannedChange {
  /** 'page': a post that is a page only, as a commit says. */
  readonly kind: Step['change']['kind'] | Notice['kind'] | 'page';
  /** Type and id of the activity; undefined when nobody is told. */
  readonly verb: string | undefined;
  readonly activity: string | undefined;
  /** Of the post, or of the blog. */
  readonly id: string;
  /** These three are of the post, where there is one: what is deleted has no file. */
  readonly slug: string | undefined;
  readonly title: string | undefined;
  readonly file: string | undefined;
  /** What goes on after "because". */
  readonly why: string;
  readonly reach: Reach;
  /** The former and the new path of a page whose address changes. */
  readonly moved: { readonly from: string; readonly to: string } | undefined;
  /** What is left of it at those who receive it. */
  readonly appearances: readonly Appearance[];
}

/** Whom it goes to. */
export type Reach =
  | { readonly kind: 'nobody' }
  | ({ readonly kind: 'counted' } & Audience)
  /** Followers are not known here; `named` are inboxes of those whom the post mentions, answers, likes or boosts. */
  | { readonly kind: 'uncounted'; readonly isToFollowers: boolean; readonly named: number };

export type ReachOf = (activity: OutgoingActivity | undefined) => Promise<Reach>;

/** What concerns posts, but for those that are registered; then what concerns the blog itself; then mere pages. */
export async function changesIn(
  { newPages, publication, site }: Pick<PublishResult, 'newPages' | 'publication' | 'site'>,
  reachOf: ReachOf,
  appearancesOf: (step: Step) => readonly Appearance[] = () => [],
): Promise<readonly PlannedChange[]> {
  const { notices, steps } = publication;
  const told = steps.filter(({ change }) => change.kind !== 'register');
  const changes = await Promise.all([
    ...told.map((step) => changeOfStep(step, reachOf, appearancesOf)),
    ...notices.map((notice) => changeOfNotice(notice, site, reachOf)),
  ]);
  return [...changes, ...newPages.map(changeOfPage)];
}

/** Most activities go to all followers and nobody else: these are counted once. */
export function reachIn(store: Store): ReachOf {
  const counted = new Map<string, Promise<Audience>>();
  return async (activity) => {
    if (activity === undefined) return nobody;
    const { inboxes, to } = activity;
    const key = [to, ...inboxes].join(' ');
    const audience = counted.get(key) ?? store.audience({ inboxes, to });
    counted.set(key, audience);
    return { kind: 'counted', ...(await audience) };
  };
}

export const uncountedReachOf: ReachOf = (activity) => {
  if (activity === undefined) return Promise.resolve(nobody);
  const named = new Set(activity.inboxes).size;
  return Promise.resolve({ kind: 'uncounted', isToFollowers: activity.to === 'followers', named });
};

const nobody: Reach = { kind: 'nobody' };

async function changeOfStep(
  step: Step,
  reachOf: ReachOf,
  appearancesOf: (step: Step) => readonly Appearance[],
): Promise<PlannedChange> {
  const { activity, announcement, change } = step;
  const post = change.kind === 'delete' ? undefined : change.post;
  const before = 'before' in change ? change.before.slug : announcement.slug;
  const { slug } = announcement;
  return {
    kind: change.kind,
    verb: activity?.type,
    activity: activity?.id,
    id: announcement.id,
    slug,
    title: post && titleOf(post),
    file: post?.file,
    why: change.why,
    reach: await reachOf(activity),
    moved: before === slug ? undefined : { from: postPath(before), to: postPath(slug) },
    appearances: appearancesOf(step),
  };
}

const titleCharactersMax = 70;

function titleOf({ body, lang, title }: Post): string {
  return title || excerptOf(body.text, titleCharactersMax, lang);
}

async function changeOfNotice(
  { activity, kind, post, why }: Notice,
  { blog }: Site,
  reachOf: ReachOf,
): Promise<PlannedChange> {
  return {
    kind,
    verb: activity.type,
    activity: activity.id,
    id: post?.id ?? blog.id,
    slug: post?.slug,
    title: undefined,
    file: undefined,
    why,
    reach: await reachOf(activity),
    moved: undefined,
    appearances: [],
  };
}

function changeOfPage(post: Post): PlannedChange {
  const { file, id, slug, trailers } = post;
  return {
    kind: 'page',
    verb: undefined,
    activity: undefined,
    ...{ id, slug, title: titleOf(post), file },
    why: `commit ${trailers?.pageOnly ?? ''} says Outward-Federate: false`,
    reach: nobody,
    moved: undefined,
    appearances: [],
  };
}
