import { activityOf, noteActivity, type Activity } from '../support/mastodon-shapes.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import type { Random } from '../support/random.ts';
import type { Site } from '../../src/site.ts';
import { NONE, REMOVED, Subject, THERE, type Act, type State } from './subject.ts';

/** A reply, which the blog forwards when it is addressed to its followers too. */
export class ReplySubject extends Subject {
  readonly #isForFollowers: boolean;

  constructor(name: string, person: RemotePerson, next: () => Act, isForFollowers: boolean) {
    super(name, person, next);
    this.#isForFollowers = isForFollowers;
  }

  /** Whether there can be no doubt: it was news, and it was taken. */
  get mustBeForwarded(): boolean {
    return this.#isForFollowers && this.history[0]?.answers.includes('taken') === true;
  }
}

interface Words {
  readonly site: Site;
  readonly objectId: string;
  readonly number: number;
  /** Characters beyond the few that tell which version it is. */
  readonly padding: number;
  readonly isForFollowers: boolean;
}

/** Written, edited, removed, and then sent once more as a server does that lost track: it must stay removed. */
export function replySubject(person: RemotePerson, random: Random, words: Words): ReplySubject {
  const { isForFollowers, number, objectId, padding, site } = words;
  const id = `${person.id}/statuses/soak-${number}`;
  const contentOf = (version: number): string => `<p>v${version} of ${number}</p>${'x'.repeat(padding)}`;
  const create = person.reply({ to: site.actor, inReplyTo: objectId, id, content: contentOf(0) });
  const cc = [...create.object.cc, ...(isForFollowers ? [site.followers] : [])];
  const first: Act = {
    what: 'Create',
    activity: { ...create, cc, object: { ...create.object, cc } },
    apply: (state) => [state === NONE ? 'v0' : state],
  };
  let note = create.object;
  let version = -1;
  let isRemoved = false;

  const next = (): Act => {
    version += 1;
    if (version === 0 || isRemoved) return first;
    isRemoved = random.chance(0.3);
    if (isRemoved) return removal(person.delete(note));
    note = person.update(note, { content: contentOf(version) }).object;
    return edit(noteActivity('Update', note), `v${version}`);
  };
  return new ReplySubject(id, person, next, isForFollowers);
}

/** Of a reply that was never stored it says as much as a Create. */
function edit(activity: object, version: State): Act {
  return { what: `Update to ${version}`, activity, apply: (state) => [state === REMOVED ? state : version] };
}

/** Of what is not there, by somebody whom the blog may not know, it may be dropped. */
function removal(activity: object): Act {
  return {
    what: 'Delete',
    activity,
    apply: (state) => (state === NONE ? [NONE, REMOVED] : [REMOVED]),
  };
}

/** Done and undone in turn, now and then done twice. `perform` makes a new activity each time. */
function switchSubject(
  name: string,
  person: RemotePerson,
  random: Random,
  perform: () => { readonly activity: Activity; readonly state: State },
): Subject {
  let last: ReturnType<typeof perform> | undefined;
  const next = (): Act => {
    if (last !== undefined && random.chance(0.6)) {
      const activity = person.undo(last.activity);
      last = undefined;
      return { what: `Undo ${activity.id}`, activity, apply: () => [NONE] };
    }
    const { activity, state } = (last = perform());
    return { what: `${activity.type} ${activity.id}`, activity, apply: () => [state] };
  };
  return new Subject(name, person, next);
}

interface Reaction {
  /** As the blog keeps it. */
  readonly kind: 'like' | 'announce';
  readonly emoji: string;
  perform(person: RemotePerson, objectId: string): Activity;
}

const reactions = {
  like: { kind: 'like', emoji: '', perform: (person, objectId) => person.like(objectId) },
  emoji: {
    kind: 'like',
    emoji: '🎉',
    perform: (person, objectId) => ({ ...person.like(objectId), content: '🎉' }),
  },
  boost: { kind: 'announce', emoji: '', perform: (person, objectId) => person.announce(objectId) },
} as const satisfies Readonly<Record<string, Reaction>>;

/** An Undo of a plain like takes back those with an emoji too: nobody should have both on one object. */
export function reactionSubject(
  way: keyof typeof reactions,
  person: RemotePerson,
  random: Random,
  objectId: string,
): Subject {
  const { kind, emoji, perform }: Reaction = reactions[way];
  return switchSubject(reactionName(kind, person.id, objectId, emoji), person, random, () => ({
    activity: perform(person, objectId),
    state: THERE,
  }));
}

/** Its state is the id of the Follow: that is the one which must be accepted. */
export function followSubject(person: RemotePerson, random: Random, site: Site): Subject {
  return switchSubject(followName(person.id), person, random, () => {
    const activity = person.follow(site.actor);
    return { activity, state: activity.id };
  });
}

export const options: readonly State[] = ['gas', 'electric'];

/** How many Follows have left its person, copies included. */
export function followsSent({ history }: Subject): number {
  return history.filter(({ what }) => what.startsWith('Follow ')).flatMap(({ answers }) => answers).length;
}

/** The poll takes one option each: the first counts, whatever comes later. */
export function voteSubject(person: RemotePerson, random: Random, poll: string, site: Site): Subject {
  let count = 0;
  const next = (): Act => {
    const option = random.pick(options);
    const id = `${person.id}#votes/${++count}`;
    const note = {
      ...{ id, type: 'Note', name: option, attributedTo: person.id },
      ...{ inReplyTo: poll, to: [site.actor], cc: [] },
    };
    const activity = activityOf('Create', `${id}/activity`, person.id, note, { to: note.to });
    return { what: `vote for ${option}`, activity, apply: (state) => [state === NONE ? option : state] };
  };
  return new Subject(voteName(person.id, poll), person, next);
}

export function reactionName(kind: string, actor: string, object: string, emoji: string): string {
  return `${kind}${emoji} of ${object} by ${actor}`;
}

export function followName(actor: string): string {
  return `follow by ${actor}`;
}

export function voteName(actor: string, poll: string): string {
  return `vote on ${poll} by ${actor}`;
}
