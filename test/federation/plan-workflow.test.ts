import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { planMark } from '../../src/cli/plan/markdown.ts';
import { openGitBlog, type StepResult, type GitBlog } from '../support/git-blog.ts';
import { startForge, type Forge } from '../support/forge.ts';
import { postText } from './scenario.ts';

const root = join(import.meta.dirname, '../..');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

function read(path: string): Workflow {
  return parse(readFileSync(join(root, path), 'utf8')) as Workflow;
}

const github = read('.github/workflows/plan.yml');
const forgejo = read('.forgejo/workflows/plan.yml');

function stepsOf({ jobs }: Workflow): readonly Step[] {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

function scriptOf(workflow: Workflow, name: string): string {
  return stepsOf(workflow).find((step) => step.name === name)?.run ?? '';
}

describe.each([
  ['GitHub', github],
  ['Forgejo', forgejo],
] as const)('on %s', (_, workflow) => {
  test('it runs for pull requests that touch the content, never with the rights of their target', () => {
    expect(workflow.on).toEqual({ pull_request: { paths: ['content/**'] } });
  });

  test('foreign actions are those two, of a fixed version, and the checkout has all history and no credentials', () => {
    const uses = stepsOf(workflow).flatMap((step) => step.uses ?? []);
    expect(uses.map((name) => name.replace(/^https:\/\/data\.forgejo\.org\//, ''))).toEqual([
      expect.stringMatching(/^actions\/checkout@v\d+\.\d+\.\d+$/),
      expect.stringMatching(/^actions\/setup-node@v\d+\.\d+\.\d+$/),
    ]);
    const checkout = stepsOf(workflow).find(({ uses: name = '' }) => name.includes('checkout'));
    expect(checkout?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
  });

  test('what strangers choose, such as the name of a branch, comes to scripts as variables only', () => {
    for (const { run = '' } of stepsOf(workflow)) expect(run).not.toContain('${{');
  });

  test('the step that plans writes plan.md, which says what the branch would tell', async () => {
    await using blog = await openGitBlog();
    await blog.write('content/posts/leaves.md', postText('Leaves in the pot'));
    await blog.commit('Leaves');
    expect(await blog.bash(scriptOf(workflow, 'Plan'), { BASE: 'main', ORIGIN: '' })).toMatchObject({
      code: 0,
    });
    const plan = await readFile(join(blog.path, 'plan.md'), 'utf8');
    expect(plan.startsWith(planMark)).toBe(true);
    expect(plan).toContain(
      '| **Create** | Leaves in the pot<br><code>content/posts/leaves.md</code> | all followers |',
    );
  });

  test('it fails when the branch could not be published, and plan.md says why', async () => {
    await using blog = await openGitBlog();
    await blog.git('mv', 'content/posts/how-to-brew.md', 'content/posts/brewing.md');
    await blog.commit('A rename');
    expect(await blog.bash(scriptOf(workflow, 'Plan'), { BASE: 'main', ORIGIN: '' })).toMatchObject({
      code: 1,
    });
    expect(await readFile(join(blog.path, 'plan.md'), 'utf8')).toContain('id&#58; how-to-brew');
  });
});

test('on GitHub the job that runs the branch may read, and the one that may write checks nothing out', () => {
  expect(github.permissions).toEqual({});
  expect(github.jobs.plan?.permissions).toEqual({ contents: 'read' });
  expect(github.jobs.comment?.permissions).toEqual({ 'pull-requests': 'write' });
  expect(github.jobs.comment?.steps.map(({ uses }) => uses)).toEqual([undefined]);
});

test('on GitHub the plan is handed on whole, whatever it says, and stands in the summary', async () => {
  await using blog = await openGitBlog();
  const plan = `${planMark}\n## A plan\n\nplan<<EOF\nEOF\nother=value\n`;
  await writeFile(join(blog.path, 'plan.md'), plan);
  const files = { GITHUB_OUTPUT: join(blog.path, 'output'), GITHUB_STEP_SUMMARY: join(blog.path, 'summary') };
  expect(await blog.bash(scriptOf(github, 'Hand it on'), files)).toMatchObject({ code: 0, stderr: '' });
  const [first = '', ...lines] = (await readFile(files.GITHUB_OUTPUT, 'utf8')).trimEnd().split('\n');
  expect(first).toMatch(/^plan<<[\da-f-]{36}$/);
  expect(lines.at(-1)).toBe(first.replace('plan<<', ''));
  expect(lines.slice(0, -1).join('\n')).toBe(plan.trimEnd());
  expect(await readFile(files.GITHUB_STEP_SUMMARY, 'utf8')).toBe(plan);
});

describe.each([
  ['GitHub', github, 'github-actions[bot]', 'Bearer abc', 100],
  ['Forgejo', forgejo, 'forgejo-actions', 'token abc', 1_000],
] as const)('the comment on %s', (_, workflow, bot, authorization, pageSize) => {
  const comment = async (blog: GitBlog, forge: Forge, plan: string, number = '7'): Promise<StepResult> => {
    await writeFile(join(blog.path, 'plan.md'), plan);
    const request = { API: forge.url, NUMBER: number, REPOSITORY: 'blog/teapot', TOKEN: 'abc', PLAN: plan };
    return blog.bash(scriptOf(workflow, 'Comment'), request);
  };

  test('is written once, and replaced at the next push', async () => {
    await using blog = await openGitBlog();
    await using forge = await startForge(bot, pageSize);
    const plans = ['one', '"two" $(three) `four` é'].map((text) => `${planMark}\n${text}\n`);
    for (const plan of plans)
      expect(await comment(blog, forge, plan)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(forge.comments.map(({ body }) => body)).toEqual([plans[1]]);
    expect(forge.writes).toEqual([`POST ${authorization}`, `PATCH ${authorization}`]);
  });

  test('of somebody else that begins alike is left alone, and ours is found behind many others', async () => {
    await using blog = await openGitBlog();
    await using forge = await startForge(bot, pageSize);
    forge.comments.push({ id: 1, user: { login: 'mallory' }, body: `${planMark}\nAll is well` });
    forge.comments.push({ id: 2, user: null, body: `${planMark}\nAll is well` });
    for (let id = 3; id <= 150; id++) forge.comments.push({ id, user: { login: 'ann' }, body: 'Hm.' });
    for (const plan of ['one', 'two']) await comment(blog, forge, `${planMark}\n${plan}\n`);
    expect(forge.comments).toHaveLength(151);
    expect(forge.comments.at(-1)?.body).toBe(`${planMark}\ntwo\n`);
    expect(forge.comments[0]?.body).toContain('All is well');
  });

  test('that is refused fails the step with the answer', async () => {
    await using blog = await openGitBlog();
    await using forge = await startForge(bot, pageSize);
    const { code, stderr } = await comment(blog, forge, planMark, '8');
    expect(code).not.toBe(0);
    expect(stderr).toContain('404');
  });
});

test('on Forgejo nothing is said when nothing was planned', async () => {
  await using blog = await openGitBlog();
  await rm(join(blog.path, 'plan.md'), { force: true });
  expect(await blog.bash(scriptOf(forgejo, 'Comment'), { API: 'http://127.0.0.1:9' })).toMatchObject({
    code: 0,
  });
});
