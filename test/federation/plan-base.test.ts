import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGitBlog, type GitBlog } from '../support/git-blog.ts';
import { freePort } from '../support/listen.ts';
import { postText } from './scenario.ts';

const outward = 'npm run --silent outward --';

interface Plan {
  readonly changes: readonly Readonly<Record<string, unknown>>[];
  readonly warnings: readonly Readonly<Record<string, unknown>>[];
  readonly base: Readonly<Record<string, unknown>>;
}

async function planOf(blog: GitBlog, base = 'origin/main'): Promise<Plan> {
  const { code, stdout, stderr } = await blog.bash(`${outward} plan --base ${base} --json`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Plan;
}

/** `kind slug` of each change. */
function kindsIn({ changes }: Plan): readonly string[] {
  return changes.map(({ kind, slug }) => `${String(kind)} ${String(slug)}`).sort();
}

test('a branch is compared with where it left the base: new, edited, removed and moved posts, for all followers', async () => {
  await using blog = await openGitBlog();
  await blog.write('content/posts/leaves.md', postText('Leaves', 'Thanks, @ada@social.test.'));
  const cup = await readFile(join(blog.path, 'content/posts/first-cup.md'), 'utf8');
  await blog.write('content/posts/first-cup.md', `${cup}\nAnother line.\n`);
  await blog.write('content/posts/spilt.md', undefined);
  await blog.git('mv', 'content/posts/how-to-brew.md', 'content/posts/brewing.md');
  const brew = await readFile(join(blog.path, 'content/posts/brewing.md'), 'utf8');
  await blog.write('content/posts/brewing.md', brew.replace('---\n', '---\nid: how-to-brew\n'));
  await blog.write('content/moderation/spam.yml', 'rules:\n  - block: spam.test\n');
  await blog.commit('A day of work');
  // What others publish meanwhile is not this branch's to delete.
  await blog.git('switch', '--quiet', 'main');
  await blog.write('content/posts/meanwhile.md', postText('Meanwhile'));
  await blog.commit('Meanwhile');
  await blog.git('update-ref', 'refs/remotes/origin/main', 'main');
  await blog.git('switch', '--quiet', 'change');

  const plan = await planOf(blog);
  expect(kindsIn(plan)).toEqual(['create leaves', 'delete spilt', 'update brewing', 'update first-cup']);
  expect(plan.changes.every(({ inboxes, servers }) => inboxes === null && servers === null)).toBe(true);
  expect(plan.base).toMatchObject({
    rev: 'origin/main',
    commit: await blog.git('merge-base', 'main', 'change'),
  });
  const { stdout } = await blog.bash(`${outward} plan --base origin/main`);
  expect(stdout).toContain('Create leaves to all followers and 1 inbox named in it, because ');
  expect(stdout).toContain('Its address /posts/how-to-brew/ becomes /posts/brewing/');
  expect(stdout).toContain('Rule: block spam.test (content/moderation/spam.yml)');
});

test('nothing is left behind: neither a store nor a trace in the repository', async () => {
  await using blog = await openGitBlog();
  const scratch = await mkdtemp(join(tmpdir(), 'outward-test-'));
  try {
    await blog.bash(`${outward} plan --base main`, { TMPDIR: scratch });
    expect(await blog.git('status', '--porcelain')).toBe('');
    expect(await blog.git('worktree', 'list')).not.toContain('\n');
    expect(await blog.bash('ls "$TMPDIR"', { TMPDIR: scratch })).toMatchObject({
      stdout: expect.not.stringContaining('outward-plan') as string,
    });
  } finally {
    await rm(scratch, { recursive: true });
  }
});

test('answers, likes, mentions, pins and the profile are planned with nobody asked; what the base says already is no news', async () => {
  await using blog = await openGitBlog();
  const answer = '---\ntype: note\ndate: 2026-03-02\ninReplyTo: https://social.test/1\n---\n\nYes.\n';
  await blog.write('content/posts/answer.md', answer);
  await blog.write(
    'content/posts/pinned.md',
    postText('Pinned', 'Hm.', 'pinned: true\nreshare: 2026-03-09\n'),
  );
  await blog.commit('The base');
  await blog.write('content/posts/like.md', answer.replace('inReplyTo', 'likeOf'));
  await blog.write('content/posts/boost.md', answer.replace('inReplyTo', 'repostOf'));
  await blog.write('content/posts/second.md', postText('Second', '@ada@social.test', 'pinned: true\n'));
  const yaml = await readFile(join(blog.path, 'content/blog.yml'), 'utf8');
  await blog.write('content/blog.yml', yaml.replace('The Teapot', 'The Samovar'));

  const plan = await planOf(blog, 'HEAD');
  expect(kindsIn(plan)).toEqual(['actor null', 'create boost', 'create like', 'create second', 'pin second']);
  const verbs = plan.changes.map(({ slug, verb }) => `${String(verb)} ${String(slug)}`);
  expect(verbs).toEqual(expect.arrayContaining(['Like like', 'Announce boost']));
});

test('only with --resolve anybody is looked up, and a mention of nobody is told with its line', async () => {
  await using blog = await openGitBlog();
  const name = `@ada@localhost:${await freePort()}`;
  await blog.write('content/posts/leaves.md', postText('Leaves', `Leaves.\n\nThanks, ${name}.`));
  const peers = { PRIVATE_PEERS: '127.0.0.0/8, ::1/128' };
  const unresolved = async (...more: readonly string[]): Promise<unknown> => {
    const { stdout } = await blog.bash([outward, 'plan --base main --json', ...more].join(' '), peers);
    return (JSON.parse(stdout) as { readonly unresolved: unknown }).unresolved;
  };
  expect(await unresolved()).toEqual([]);
  expect(await unresolved('--resolve')).toMatchObject([{ name, file: 'content/posts/leaves.md', line: 8 }]);
});

test('what commits say counts: a page stays a page, a minor change is quiet', async () => {
  await using blog = await openGitBlog();
  await blog.write('content/posts/page.md', postText('A page'));
  await blog.commit('A page\n\nOutward-Federate: false');
  await blog.git('branch', 'base');
  await blog.write('content/posts/page.md', postText('A page', 'Another text.'));
  await blog.commit('The page');
  const brew = await readFile(join(blog.path, 'content/posts/how-to-brew.md'), 'utf8');
  await blog.write('content/posts/how-to-brew.md', `${brew}\nAnother line.\n`);
  await blog.commit('A comma\n\nOutward-Update: minor');
  const plan = await planOf(blog, 'base');
  expect(plan.changes).toMatchObject([{ kind: 'quiet', slug: 'how-to-brew', verb: null, inboxes: 0 }]);
});

test('only remarks on what the branch brings are listed', async () => {
  await using blog = await openGitBlog();
  await blog.write('content/posts/old.md', postText('Old', '[there](/posts/nowhere/)'));
  await blog.commit('The base');
  await blog.write('content/posts/old.md', postText('Old', 'New line.\n\n[there](/posts/nowhere/)'));
  await blog.write('content/posts/new.md', postText('New', '[there](/posts/elsewhere/)'));
  const { warnings } = await planOf(blog, 'HEAD');
  expect(warnings).toMatchObject([{ file: 'content/posts/new.md', line: 6, rule: 'dead-link' }]);
});

test('a base that cannot be read, or has no blog, compares nothing, and says why', async () => {
  await using blog = await openGitBlog();
  await blog.write('content/posts/bad.md', '---\ntitle: Bad\ndate: soon\n---\n\nText.\n');
  await blog.commit('A mistake');
  await blog.write('content/posts/bad.md', postText('Good'));
  const repaired = await planOf(blog, 'HEAD');
  expect(repaired).toMatchObject({
    changes: [],
    base: { unreadable: expect.stringContaining('bad.md:3') as string },
  });

  await blog.commit('The repair');
  await blog.git('switch', '--quiet', '--orphan', 'before');
  await blog.git('commit', '--quiet', '--allow-empty', '--message', 'Nothing yet');
  await blog.git('checkout', 'main', '--', 'content', '.gitignore');
  await blog.commit('The first content');
  expect(await planOf(blog, 'HEAD~1')).toMatchObject({ changes: [], registered: 3 });
});

test.each([
  ['nowhere', /git has no revision "nowhere" here\. Write a branch, a tag or a commit/],
  ['-all', /git has no revision "-all" here/],
])('the revision %s is no revision, and it is said what to write', async (rev, message) => {
  await using blog = await openGitBlog();
  const { code, stderr } = await blog.bash(`${outward} plan --base=${rev}`);
  expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
});

test('without a repository, or without a history in common, it is said what to do', async () => {
  await using blog = await openGitBlog();
  await blog.git('switch', '--quiet', '--orphan', 'elsewhere');
  await blog.git('commit', '--quiet', '--allow-empty', '--message', 'Another history');
  await blog.git('checkout', 'main', '--', 'content');
  const unrelated = await blog.bash(`${outward} plan --base origin/main`);
  expect([unrelated.code, unrelated.stderr]).toEqual([1, expect.stringContaining('git fetch --unshallow')]);
  await rm(join(blog.path, '.git'), { recursive: true });
  const { code, stderr } = await blog.bash(`${outward} plan --base main`);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('Run it in a clone of the blog, or without --base.'),
  ]);
});

test('as a hook of git, with its variables set, it looks at the same repository', async () => {
  await using blog = await openGitBlog();
  await blog.write('content/posts/leaves.md', postText('Leaves'));
  const more = { GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index', GIT_PREFIX: '' };
  const { stdout } = await blog.bash(`${outward} plan --base main --json`, more);
  expect(kindsIn(JSON.parse(stdout) as Plan)).toEqual(['create leaves']);
});
