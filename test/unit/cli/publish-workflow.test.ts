import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openRepository } from '../../support/repository.ts';
import { openScratch } from '../../support/scratch.ts';

const run = promisify(execFile);

interface Workflow {
  readonly on: unknown;
  readonly concurrency: unknown;
  readonly jobs: { readonly publish: { readonly if: string; readonly steps: readonly Step[] } };
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

describe.each(['.github', '.forgejo'])('the workflow in %s', (folder) => {
  const path = join(import.meta.dirname, '../../..', folder, 'workflows/publish.yml');
  const workflow = parse(readFileSync(path, 'utf8')) as Workflow;
  const [checkout, push] = workflow.jobs.publish.steps;

  test('runs for what comes to main and touches the content, one run after the other, with the whole history', () => {
    expect(workflow.on).toEqual({ push: { branches: ['main'], paths: ['content/**'] } });
    expect(workflow.concurrency).toEqual({ group: 'publish', 'cancel-in-progress': false });
    expect(checkout?.uses).toMatch(/actions\/checkout@v\d+\.\d+\.\d+$/);
    expect(checkout?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
    expect(push?.run).not.toContain('${{');
  });

  test('does nothing where nobody has said where to push', () => {
    expect(workflow.jobs.publish.if).toBe("${{ vars.PUBLISH_TO != '' }}");
  });

  test('pushes the commit that is checked out, with the key it was given, and leaves no key behind', async () => {
    await using scratch = openScratch();
    const [blog, bare, temporary] = ['blog', 'bare', 'tmp'].map((name) => join(scratch.path, name)) as [
      string,
      string,
      string,
    ];
    for (const name of [blog, bare, temporary]) await mkdir(name);
    const { commit, git } = await openRepository(blog);
    const name = await commit('Tea');
    await git('init', '--quiet', '--bare', bare);
    await git('switch', '--quiet', '--detach');
    // It stands for ssh, and does what a server does with a push; the settings that it is called with are shown.
    const ssh = `#!/bin/sh\necho "$*" >&2; cat "$2" >&2\nfor last; do :; done\nexec sh -c "$last"\n`;
    await writeFile(join(scratch.path, 'ssh'), ssh, { mode: 0o755 });
    const { stderr } = await run('bash', ['-e', '-c', push?.run ?? ''], {
      cwd: blog,
      env: {
        PATH: `${scratch.path}:${process.env.PATH ?? ''}`,
        TMPDIR: temporary,
        ...{ HOST: 'blog.test ssh-ed25519 AAAA', KEY: 'the key', TO: `ssh://blog@blog.test${bare}` },
      },
    });
    expect(stderr).toMatch(/StrictHostKeyChecking=yes .*blog@blog\.test git-receive-pack/);
    expect(stderr).toContain('the key\n');
    expect(await git('ls-remote', bare, 'refs/heads/main')).toBe(`${name}\trefs/heads/main`);
    expect(await readdir(temporary)).toEqual([]);
  });
});
