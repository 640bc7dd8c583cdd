import type { RemotePerson } from '../support/remote-person.ts';
import { keep } from './broken-rule.ts';

/** What the blog holds of a subject, in a word: `none`, `removed`, `v3`, `there`, or the id or option that is stored. */
export type State = string;
export const NONE: State = 'none';
export const REMOVED: State = 'removed';
export const THERE: State = 'there';

/** One thing that a person does about a subject. */
export interface Act {
  readonly what: string;
  readonly activity: object;
  /** What it makes of a state; more than one where the blog may do either. */
  apply(state: State): readonly State[];
}

/** How one request went: 202, a refusal that invites to come again, no answer, or nobody there to take it. */
export type Answer = 'taken' | 'declined' | 'lost' | 'unheard';

/** The very bytes of an act, which servers send again when nobody answers. */
export interface SentAct {
  readonly act: Act;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * One thing that the blog holds on behalf of one person: a reply, a like, a follow, a vote. Its person waits for an answer
 * before the next act, so what it went through is a line; and the answers tell which states it may be in.
 */
export class Subject {
  /** As `observe` calls it. */
  readonly name: string;
  readonly person: RemotePerson;
  /** What was sent, oldest first, and how each copy was answered. */
  readonly history: { readonly what: string; readonly answers: readonly Answer[] }[] = [];
  /** The last act, when no answer came. */
  unanswered: SentAct | undefined;
  #possible: ReadonlySet<State> = new Set([NONE]);
  readonly #next: () => Act;

  constructor(name: string, person: RemotePerson, next: () => Act) {
    this.name = name;
    this.person = person;
    this.#next = next;
  }

  next(): Act {
    return this.#next();
  }

  /** Takes note of how all copies of an act that were sent at once were answered. */
  heard(sent: SentAct, answers: readonly Answer[]): void {
    this.history.push({ what: sent.act.what, answers });
    const isTaken = answers.includes('taken');
    this.unanswered = isTaken ? undefined : sent;
    if (answers.every((answer) => answer === 'unheard')) return;
    const after = [...this.#possible].flatMap((state) => sent.act.apply(state));
    this.#possible = new Set(isTaken ? after : [...this.#possible, ...after]);
  }

  /** What the blog was seen to hold, with no request under way. From then on it is known. */
  seen(state: State): void {
    const may = [...this.#possible].join(' or ');
    const detail = (): string => `${this.name} is ${state}, and may be ${may} only\n${this.#told()}`;
    keep('what was acknowledged stays, and nothing else comes', this.#possible.has(state), detail);
    this.#possible = new Set([state]);
  }

  /** The one state that it is in. To be asked after `seen`. */
  get state(): State {
    const [state = NONE] = this.#possible;
    return state;
  }

  #told(): string {
    return this.history.map(({ what, answers }) => `  ${what}: ${answers.join(', ')}`).join('\n');
  }
}
