import { isObject, valuesOf } from '../../src/protocol/property.ts';
import type { JsonObject } from '../../src/protocol/vocabulary.ts';
import type { FuzzedBlog } from './blog.ts';
import { checkBlog, forgetAll } from './check-blog.ts';
import {
  changeExchange,
  exchangeIn,
  exchanges,
  outcomeOf,
  signedRequest,
  signerOf,
  type Exchange,
} from './exchange.ts';
import { ensure, jsonTarget, type Target } from './target.ts';

const refusals: ReadonlySet<number> = new Set([202, 400, 401, 403, 413, 415, 429, 503]);

/** The inbox, from the request to what is stored and shown of it. */
export function inboxTarget(blog: FuzzedBlog): Target {
  /** Of those that were looked at. */
  let lastRow = 0;

  async function run(json: unknown): Promise<void> {
    const exchange = exchangeIn(json);
    if (exchange === undefined) return;
    blog.serve((url) => outcomeOf(url, exchange));
    const response = await blog.door.fetch(signedRequest(exchange));
    const [failure] = blog.failures();
    ensure(failure === undefined, `${failure}`);
    ensure(refusals.has(response.status), `answered ${response.status}`);
    await checkStored(exchange);
  }

  /** Every reply that is new was for everybody to read, and is told by its author or by its author's server. */
  async function checkStored(exchange: Exchange): Promise<void> {
    const sql = 'SELECT row, id, actor FROM replies WHERE row > ? ORDER BY row';
    for (const { row, id, actor } of await blog.database.all<StoredReply>(sql, lastRow)) {
      lastRow = row;
      const told = [exchange.sent, ...Object.values(exchange.served)].flatMap(objectsIn);
      const shown = told.filter((object) => isTold(object, id) && isPublic(object));
      ensure(shown.length > 0, `${id} is shown, and was not public`);
      const isOwn = signerOf(exchange) === actor || JSON.stringify(exchange.served[id] ?? '').includes(actor);
      ensure(isOwn, `${id} of ${actor} is shown on another's word`);
    }
  }

  async function check(): Promise<void> {
    try {
      await checkBlog(blog);
    } finally {
      await forgetAll(blog);
      lastRow = 0;
    }
  }

  return { ...jsonTarget('inbox', exchanges(), run), change: changeExchange, check };
}

interface StoredReply {
  readonly row: number;
  readonly id: string;
  readonly actor: string;
}

/** All objects in a document, each with the audience of what it came in where it has none. */
function objectsIn(document: unknown): readonly JsonObject[] {
  if (Array.isArray(document)) return document.flatMap(objectsIn);
  if (!isObject(document)) return [];
  const { to, cc } = document;
  const inner = Object.values(document)
    .flatMap(objectsIn)
    .map((object) => (valuesOf(object.to ?? object.cc).length > 0 ? object : { ...object, to, cc }));
  return [document, ...inner];
}

function isTold(object: JsonObject, id: string): boolean {
  return valuesOf(object.id).includes(id) || object.href === id || object.object === id;
}

const everybody: ReadonlySet<unknown> = new Set([
  'https://www.w3.org/ns/activitystreams#Public',
  'as:Public',
  'Public',
]);

function isPublic({ to, cc }: JsonObject): boolean {
  return [to, cc].flatMap(valuesOf).some((one) => everybody.has(isObject(one) ? (one.id ?? one.href) : one));
}
