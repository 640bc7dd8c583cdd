/** Why a request was declined. Codes are stable: tests, logs and the Problem Details `type` use them. */
export type RefusalCode =
  | 'actor-mismatch'
  | 'bad-digest'
  | 'bad-json'
  | 'bad-request'
  | 'bad-signature'
  | 'blocked'
  | 'forbidden-origin'
  | 'gone'
  | 'key-unavailable'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'not-found'
  | 'stale'
  | 'too-large'
  | 'too-many-requests'
  | 'unavailable'
  | 'unsigned'
  | 'unsupported-type';

const statuses: Readonly<Record<RefusalCode, number>> = {
  'actor-mismatch': 401,
  'bad-digest': 401,
  'bad-json': 400,
  'bad-request': 400,
  'bad-signature': 401,
  blocked: 403,
  'forbidden-origin': 403,
  gone: 410,
  'key-unavailable': 401,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'not-found': 404,
  stale: 401,
  'too-large': 413,
  'too-many-requests': 429,
  unavailable: 503,
  unsigned: 401,
  'unsupported-type': 415,
};

/** A request that we decline. `message` names the offender; one place (`server.ts`) turns it into a Response. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  /** After how many seconds the same request may succeed, where that is known. */
  readonly retryAfter: number | undefined;
  constructor(code: RefusalCode, message: string, retryAfter?: number) {
    // Strangers cause thousands a second, and nobody reads where in our code they were thrown.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** The HTTP status that says it. */
  get status(): number {
    return statuses[this.code];
  }
}
