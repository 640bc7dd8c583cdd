import { openPlaces, type PlaceLimits } from '../limits.ts';
import type { Uri } from '../protocol/vocabulary.ts';

/** How long changes are gathered before they are told, milliseconds: under a post that many answer they come in dozens. */
const gatherMs = 1_000;
/** Silence is taken for a lost connection, by our own server after a minute and by many a proxy too. */
const beatMs = 20_000;
/** Before a browser comes back whose stream has ended: first and last, so that not all come at once. */
const returnMs = { first: 4_000, last: 12_000, step: 500 };

/** A stream is open for as long as somebody reads, and costs some kilobytes. */
const placeLimits: PlaceLimits = {
  max: 2_000,
  crowdedAt: 1_000,
  shareMax: 20,
  bytesMax: Infinity,
  bytesCrowdedAt: Infinity,
  bytesShareMax: Infinity,
};
/** Events that a reader has not taken: then it is gone, or hostile. */
const untakenMax = 8;

interface Listener {
  readonly topic: Uri;
  /** The version that the reader has; undefined when none was named. */
  seen: string | undefined;
  readonly stream: ReadableStreamDefaultController<Uint8Array>;
  /** Its place. */
  readonly giveBack: () => void;
}

/**
 * Readers who have a conversation open and want to be told when it changes, as server-sent events (HTML §9.2). An event says
 * nothing but the version: what has changed is asked for like any page.
 */
export class Listeners {
  readonly #versionOf: (topic: Uri) => Promise<string | undefined>;
  readonly #places = openPlaces(placeLimits);
  readonly #listeners = new Set<Listener>();
  readonly #changed = new Set<Uri>();
  #gathering: NodeJS.Timeout | undefined;
  #beating: NodeJS.Timeout | undefined;

  /** `versionOf` gives undefined when it cannot be told: then nobody is. */
  constructor(versionOf: (topic: Uri) => Promise<string | undefined>) {
    this.#versionOf = versionOf;
  }

  /**
   * The events for one reader from the network `client`, whose page has version `seen`. Throws Refusal('too-many-requests')
   * when too many listen.
   */
  listen(topic: Uri, seen: string | undefined, client: string): ReadableStream<Uint8Array> {
    const giveBack = this.#places.take(client, 0);
    let leave: (() => void) | undefined;
    return new ReadableStream<Uint8Array>(
      {
        start: (stream) => {
          const listener = { topic, seen, stream, giveBack };
          leave = () => this.#forget(listener);
          this.#welcome(listener);
        },
        cancel: () => leave?.(),
      },
      { highWaterMark: untakenMax },
    );
  }

  #welcome(listener: Listener): void {
    this.#listeners.add(listener);
    this.#send(listener, `retry: ${this.#nextReturnMs()}\n\n`);
    this.#beating ??= setInterval(() => this.#beat(), beatMs).unref();
    // Something may have changed since the page was sent.
    this.changed([listener.topic]);
  }

  /** Has those told who listen to `topics`, soon, if there is another version than they have. */
  changed(topics: readonly Uri[] | 'all'): void {
    const concerned = topics === 'all' ? [...this.#listeners].map(({ topic }) => topic) : topics;
    for (const topic of concerned) this.#changed.add(topic);
    if (this.#listeners.size === 0) this.#rest();
    else this.#gathering ??= setTimeout(() => void this.#tell(), gatherMs).unref();
  }

  /** Ends all streams. Browsers come back some seconds later. */
  end(): void {
    for (const listener of this.#listeners) this.#finish(listener);
  }

  #rest(): void {
    clearTimeout(this.#gathering);
    clearInterval(this.#beating);
    this.#gathering = undefined;
    this.#beating = undefined;
    this.#changed.clear();
  }

  #nextReturnMs(): number {
    const { first, last, step } = returnMs;
    return first + ((this.#listeners.size * step) % (last - first));
  }

  async #tell(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    this.#gathering = undefined;
    for (const topic of changed) {
      if (this.#to(topic).length === 0) continue;
      const version = await this.#versionOf(topic);
      if (version !== undefined) for (const listener of this.#to(topic)) this.#tellOne(listener, version);
    }
  }

  #to(topic: Uri): readonly Listener[] {
    return [...this.#listeners].filter((listener) => listener.topic === topic);
  }

  #tellOne(listener: Listener, version: string): void {
    if (listener.seen === version) return;
    listener.seen = version;
    this.#send(listener, `id: ${version}\ndata: ${version}\n\n`);
  }

  #beat(): void {
    for (const listener of this.#listeners) this.#send(listener, ':\n\n');
  }

  #send(listener: Listener, text: string): void {
    const isTaken = (listener.stream.desiredSize ?? 0) > 0;
    if (isTaken) listener.stream.enqueue(encoder.encode(text));
    else this.#finish(listener);
  }

  #finish(listener: Listener): void {
    this.#forget(listener);
    listener.stream.close();
  }

  #forget(listener: Listener): void {
    if (!this.#listeners.delete(listener)) return;
    listener.giveBack();
    if (this.#listeners.size === 0) this.#rest();
  }
}

const encoder = new TextEncoder();
