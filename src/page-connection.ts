import type { Socket } from 'node:net';
import type { Envelope } from './page-envelope.ts';
import { readPlainRequest, type PlainRequest } from './plain-request.ts';
import type { Sending } from './release/serve.ts';
import type { Soon } from './release/soon.ts';

/** Milliseconds. */
export interface PageDeadlines {
  /** Until the first request comes. */
  readonly headersMs: number;
  /** Between two requests. */
  readonly keepAliveMs: number;
  /** Between two bytes of an answer that is being read. */
  readonly idleMs: number;
}

/** Between a connection and who answers on it. */
export interface PageService {
  readonly deadlines: PageDeadlines;
  readonly envelope: Envelope;
  /** What to send. Undefined, or fails, where others are to answer. */
  readonly answer: (request: PlainRequest) => Soon<Sending> | undefined;
  /** Takes a connection over, with all on it that was not answered. */
  readonly others: (socket: Socket) => void;
}

/**
 * A connection on which nothing but plain pages was asked for. They are answered in order, one at a time, past node:http, whose
 * objects cost several times what sending does. With the first request that is anything else the connection is handed over,
 * and does not come back.
 */
export class PageConnection {
  readonly #socket: Socket;
  readonly #service: PageService;
  /** What came: a character for each byte, answered up to `#at`. */
  #text = '';
  #at = 0;
  /** 'asking' till an answer is there, 'sending' till it is read; 'over' when the connection ended or is another's. */
  #state: 'reading' | 'asking' | 'sending' | 'over' = 'reading';
  #isLast = false;

  get #isReading(): boolean {
    return this.#state === 'reading';
  }

  constructor(socket: Socket, service: PageService) {
    this.#socket = socket;
    this.#service = service;
    for (const [event, listener] of Object.entries(this.#listeners)) socket.on(event, listener);
    socket.setTimeout(service.deadlines.headersMs);
  }

  readonly #listeners: Readonly<Record<string, (chunk: Buffer) => void>> = {
    data: (chunk) => this.#take(chunk),
    drain: () => this.#goOnAfter('sending'),
    end: () => this.end(),
    timeout: () => this.#socket.destroy(),
    error: () => undefined, // It is closed then, and nobody is left to be told.
    close: () => (this.#state = 'over'),
  };

  /** Closes it, after what is under way. */
  end(): void {
    this.#isLast = true;
    if (this.#isReading) this.#close();
  }

  #close(): void {
    this.#state = 'over';
    this.#socket.destroySoon();
  }

  #take(chunk: Buffer): void {
    const more = chunk.toString('latin1');
    if (!this.#isReading) {
      this.#text += more; // What is answered stays in its place: the request that is being asked for ends where it was seen to.
      return void this.#socket.pause();
    }
    this.#text = this.#text.slice(this.#at) + more;
    this.#at = 0;
    this.#answerAll();
  }

  /** The answer before is there, or sent. */
  #goOnAfter(state: 'asking' | 'sending'): void {
    if (this.#state !== state) return;
    this.#state = 'reading';
    this.#answerAll();
    if (this.#isReading) this.#socket.resume();
  }

  #answerAll(): void {
    this.#setTimeout(this.#service.deadlines.keepAliveMs);
    while (this.#isReading && this.#at < this.#text.length) this.#answerNext();
    if (this.#isReading && this.#isLast) this.#close();
  }

  #answerNext(): void {
    const request = readPlainRequest(this.#text, this.#at);
    if (request === undefined) return this.#handOver();
    const sending = this.#tryToAnswer(request);
    if (sending === undefined) return this.#handOver();
    if (!(sending instanceof Promise)) return this.#send(request, sending);
    this.#state = 'asking';
    sending.then(
      (there) => this.#sendLate(request, there),
      () => this.#handOver(),
    );
  }

  #tryToAnswer(request: PlainRequest): Soon<Sending> | undefined {
    try {
      return this.#service.answer(request);
    } catch {
      return undefined; // Who answers in our place meets the same, and tells of it.
    }
  }

  #sendLate(request: PlainRequest, sending: Sending): void {
    if (this.#state === 'over') return;
    this.#send(request, sending);
    this.#goOnAfter('asking');
  }

  #send({ end, method }: PlainRequest, sending: Sending): void {
    this.#at = end;
    if (this.#service.envelope.write(this.#socket, method, sending)) return;
    this.#state = 'sending';
    this.#setTimeout(this.#service.deadlines.idleMs);
  }

  #setTimeout(ms: number): void {
    if (this.#socket.timeout !== ms) this.#socket.setTimeout(ms);
  }

  #handOver(): void {
    if (this.#state === 'over') return;
    if (this.#isLast) return this.#close();
    this.#state = 'over';
    for (const [event, listener] of Object.entries(this.#listeners)) this.#socket.off(event, listener);
    this.#socket.pause();
    this.#socket.unshift(Buffer.from(this.#text.slice(this.#at), 'latin1'));
    this.#text = '';
    this.#service.others(this.#socket);
    this.#socket.resume();
  }
}
