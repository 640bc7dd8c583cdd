import { sanitiseReplies } from '../../src/federation/sanitise.ts';
import { origin, type FuzzedBlog } from './blog.ts';
import { faultIn } from './markup.ts';
import { ensure } from './target.ts';

const storeFaults: Readonly<Record<string, string>> = {
  'the file is damaged': `SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
  'a row refers to nothing': 'SELECT * FROM pragma_foreign_key_check',
  'something is shown as it came': 'SELECT id FROM replies WHERE shown <> (html IS NOT NULL)',
  'a transaction is half there': 'SELECT id FROM activities WHERE fresh = 1',
  'what we send is no JSON': 'SELECT id FROM activities WHERE NOT json_valid(body)',
};

/** Where what strangers said is to be seen. */
const shown = [
  '/posts/kettle/',
  '/posts/kettle/comments',
  '/ap/objects/kettle/replies',
  '/ap/objects/kettle/context',
];

/** Scripts that are neither files of the theme nor data blocks, and attributes that run something. */
const active =
  /<script(?!(?: type="module")? src="\/_astro\/[\w.-]+"><\/script>| type="application\/ld\+json">)|\son\w+="|(?:href|src)="(?:javascript|data|vbscript):/i;

/** What the whole crowd has left: a sound file, and pages on which nothing of theirs is more than text. */
export async function checkBlog(blog: FuzzedBlog): Promise<void> {
  await sanitiseAll(blog);
  await checkStore(blog);
  for (const path of shown) {
    const response = await blog.door.fetch(new Request(`${origin}${path}`));
    const page = await response.text();
    ensure(response.status === 200, `${path} answers ${response.status}: ${blog.failures().join('\n')}`);
    const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
    ensure(!isPage || !active.test(page), `${active.exec(page)?.[0]} is in ${path}`);
  }
}

/** As many rounds as all of them could need, and no more. */
async function sanitiseAll({ app, database }: FuzzedBlog): Promise<void> {
  for (let round = 0; round < 10; round += 1) if ((await sanitiseReplies(app.context.store)) === 0) return;
  const left = await database.get<object>('SELECT id, content FROM replies WHERE shown = 0');
  ensure(left === undefined, `it is sanitised again and again: ${JSON.stringify(left)}`);
}

async function checkStore({ database }: FuzzedBlog): Promise<void> {
  for (const [fault, sql] of Object.entries(storeFaults)) {
    const offender = await database.get<object>(sql);
    ensure(offender === undefined, `${fault}: ${JSON.stringify(offender)}`);
  }
  const replies = await database.all<{ id: string; html: string }>('SELECT id, html FROM replies');
  for (const { id, html } of replies) {
    const fault = faultIn(html);
    ensure(fault === undefined, `${fault} is left in ${id}: ${html}`);
  }
}

/** A page shows only so many: the next ones must not go unseen for these. */
export async function forgetAll({ app, database }: FuzzedBlog): Promise<void> {
  for (const table of ['replies', 'removed_replies', 'reactions', 'quotes', 'votes', 'reports', 'followers'])
    await database.all(`DELETE FROM ${table}`);
  app.conversations.forgetAll();
}
