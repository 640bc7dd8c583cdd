import { openBareDatabase, sharedCommits } from './bare-database.ts';

/** What a reply's row is made of, as the note says it. */
export interface BareNote {
  readonly id: string;
  readonly attributedTo: string;
  readonly inReplyTo: string;
  readonly content: string;
  readonly url: string;
  readonly published: string;
}

/**
 * How the rows of a commit are written: each by a prepared INSERT, which is what one would write first, or all of them by one
 * statement, as our own store does.
 */
export type Writing = 'row by row' | 'one statement';

/** Our own table of replies, with its indexes and as durable; one row a request, and nothing looked at before it is put. */
export interface BareTable {
  put(note: BareNote): Promise<void>;
}

export async function openBareTable(path: string, writing: Writing): Promise<BareTable> {
  const database = await openBareDatabase(path);
  const insert = database.prepare(insertOne);
  const writers: Readonly<Record<Writing, (notes: readonly BareNote[]) => Promise<unknown>>> = {
    'row by row': (notes) => Promise.all(notes.map((note) => insert(...valuesOf(note)))),
    'one statement': (notes) => database.run(insertAll, JSON.stringify(notes.map(columnsOf))),
  };
  return { put: sharedCommits(database, writers[writing]) };
}

function columnsOf({ id, attributedTo, inReplyTo, content, url, published }: BareNote): BareNote {
  return { id, attributedTo, inReplyTo, content, url, published };
}

function valuesOf(note: BareNote): readonly string[] {
  return Object.values(columnsOf(note)) as readonly string[];
}

const columns = `INSERT INTO replies
  (id, actor, domain, object, in_reply_to, content, sensitive, url, published, visibility, stored_at,
   policy)`;

const insertAll = `${columns}
  SELECT value ->> 'id', value ->> 'attributedTo', 'bench.test', value ->> 'inReplyTo', value ->> 'inReplyTo',
    value ->> 'content', 0, value ->> 'url', unixepoch(value ->> 'published'), 'public', unixepoch(), 'open'
  FROM jsonb_each(?1) WHERE true ON CONFLICT DO NOTHING`;

const insertOne = `${columns}
  VALUES (?1, ?2, 'bench.test', ?3, ?3, ?4, 0, ?5, unixepoch(?6), 'public', unixepoch(), 'open') ON CONFLICT DO NOTHING`;
