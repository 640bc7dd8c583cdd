import { chmod, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { testAuthority } from '../support/certificates.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { passingOn, startTlsProxy } from '../support/tls-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

/** Half a dozen runs of the program, each with some forty questions. */
const testMs = 60_000;

interface Examination {
  readonly code: number | null;
  readonly findings: readonly Finding[];
}

async function examine(blog: Outward, ...options: readonly string[]): Promise<Examination> {
  const { code, stdout } = await blog.run('doctor', '--json', ...options);
  return { code, findings: JSON.parse(stdout) as readonly Finding[] };
}

/** Names of what fails, each with cause and cure. */
function failing({ findings }: Examination): readonly string[] {
  const failures = findings.filter(({ state }) => state === 'failure');
  expect(failures.filter(({ cause, cure }) => !cause || !cure)).toEqual([]);
  return failures.map(({ name }) => name);
}

function find({ findings }: Examination, name: string): Finding | undefined {
  return findings.find((finding) => finding.name === name);
}

/** A cache that knows one answer an address, whatever was asked for. */
function forgetfulOfVary(target: string): RequestListener {
  const kept = new Map<string, { readonly type: string; readonly body: Buffer }>();
  return (request, response) => {
    const path = request.url ?? '/';
    if (request.method !== 'GET' || !/^\/(posts|ap\/objects)\//.test(path))
      return passingOn(target, () => undefined)(request, response);
    const { accept = '*/*' } = request.headers;
    const answer = async (): Promise<void> => {
      const fetched = kept.get(path) ?? (await fetched200(`${target}${path}`, accept));
      kept.set(path, fetched);
      response.writeHead(200, { 'content-type': fetched.type }).end(fetched.body);
    };
    void answer();
  };
}

async function fetched200(url: string, accept: string): Promise<{ type: string; body: Buffer }> {
  const answer = await fetch(url, { headers: { accept }, redirect: 'manual' });
  const location = answer.headers.get('location');
  if (location !== null) return fetched200(new URL(new URL(location).pathname, url).href, accept);
  const type = answer.headers.get('content-type') ?? '';
  return { type, body: Buffer.from(await answer.arrayBuffer()) };
}

test(
  'what is well is found well; a proxy that breaks something is found out, with cause and cure',
  async () => {
    await using proxy = await startTlsProxy({ name: 'blog.test' });
    await using blog = await startOutward({ env: { ORIGIN: proxy.origin, TRUST_PROXY: 'true' } });
    proxy.forwardTo(blog.address);
    const healthy = await examine(blog);
    expect([failing(healthy), healthy.code]).toEqual([[], 0]);
    expect(find(healthy, 'DNS')).toMatchObject({ state: 'warning', found: 'blog.test leads to 127.0.0.1' });

    const { host } = new URL(blog.address);
    const misnamed = passingOn(blog.address, ({ headers }) => (headers.host = host));
    const forgetful = forgetfulOfVary(blog.address);
    proxy.forwardTo((request, response) => {
      const isPage = request.method === 'GET';
      (isPage ? forgetful : misnamed)(request, response);
    });
    const cached = await examine(blog);
    expect([failing(cached), cached.code]).toEqual([['Post as HTML', 'Post as ActivityPub'], 1]);
    expect(find(cached, 'Post as HTML')?.cause).toContain('ignores Vary');
    expect(find(cached, 'Host header')).toMatchObject({ state: 'warning', found: `arrives as ${host}` });

    proxy.show(testAuthority().issueExpired(['blog.test']));
    proxy.forwardTo(passingOn(blog.address, ({ headers }) => delete headers.signature));
    const stripped = await examine(blog);
    expect([failing(stripped), stripped.code]).toEqual([['TLS', 'Signature', 'Inbox', 'Shared inbox'], 1]);
    expect(find(stripped, 'TLS')?.found).toContain('it has expired');
    expect(find(stripped, 'Signature')?.cause).toContain('takes the Signature header away');

    await blog.stop();
    await chmod(join(blog.dataDir, 'outward.sqlite'), 0o644);
    await writeFile(
      join(blog.contentDir, 'posts/bad.md'),
      '---\ntitle: A bad one\ndate: soon\n---\n\nText.\n',
    );
    await blog.start();
    await waitFor(() => blog.output().includes('! Permissions: others may read'), 'the server to say so');
    const inside = await examine(blog, '--inside');
    expect([failing(inside), inside.code]).toEqual([['Permissions', 'Content'], 1]);
    expect(find(inside, 'Content')?.cause).toContain('content/posts/bad.md:3: date');
  },
  testMs,
);
