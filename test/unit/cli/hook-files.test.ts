import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { faultsOfHooks, hookNames, removeHooks, writeHooks } from '../../../src/cli/hook-files.ts';
import { openScratch } from '../../support/scratch.ts';

const run = promisify(execFile);
const environment = {
  ORIGIN: 'https://blog.test',
  DATA_DIR: '/srv/a\'b $(touch x) `y` "z"\nnext',
  METRICS_TOKEN: 'secret',
  SHELL: '/bin/sh',
};

test('a hook runs with the settings that were there when it was written, whatever is in them, and with no others', async () => {
  await using scratch = openScratch();
  await writeHooks(scratch.path, environment);
  const place = join(scratch.path, 'hooks/outward.env');
  const { stdout } = await run('sh', ['-c', `set -a; . "${place}"; env -0`], { env: {} });
  const settings = new Map(
    stdout.split('\0').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
  );
  expect(settings.get('DATA_DIR')).toBe(environment.DATA_DIR);
  expect(settings.get('METRICS_TOKEN')).toBe('secret');
  expect(settings.get('OUTWARD_NODE')).toBe(process.execPath);
  expect(await readFile(place, 'utf8')).not.toMatch(/^(SHELL|PORT)=/m);
  expect((await stat(place)).mode & 0o777).toBe(0o600);
});

test('a hook knows its own name, and without its settings it fails, so that nothing is accepted', async () => {
  await using scratch = openScratch();
  await writeHooks(scratch.path, environment);
  const place = join(scratch.path, 'hooks/outward.env');
  await writeFile(place, 'OUTWARD_NODE=echo\nOUTWARD_PROGRAM=program\n');
  const said = hookNames.map(async (name) => (await run(join(scratch.path, 'hooks', name))).stdout);
  expect(await Promise.all(said)).toEqual(['program hook pre-receive\n', 'program hook post-receive\n']);
  await rm(place);
  await expect(run(join(scratch.path, 'hooks/pre-receive'))).rejects.toThrow();
});

test('somebody else’s hook is neither written over nor removed', async () => {
  await using scratch = openScratch();
  await mkdir(join(scratch.path, 'hooks'));
  await writeFile(join(scratch.path, 'hooks/post-receive'), '#!/bin/sh\n');
  await expect(writeHooks(scratch.path, environment)).rejects.toThrow(
    /post-receive is a hook of somebody else\. Move it/,
  );
  await removeHooks(scratch.path);
  expect(await readdir(join(scratch.path, 'hooks'))).toEqual(['post-receive']);
});

test('what stands in the way of a push is said with what to do, and after removal nothing is left', async () => {
  await using scratch = openScratch();
  await writeHooks(scratch.path, environment);
  expect(await faultsOfHooks(scratch.path)).toEqual([]);
  await writeFile(join(scratch.path, 'hooks/pre-receive'), '#!/bin/sh\nexit 0\n');
  await writeFile(join(scratch.path, 'hooks/outward.env'), "OUTWARD_NODE='/nowhere/node'\n");
  expect(await faultsOfHooks(scratch.path)).toEqual([
    expect.stringMatching(/^A hook is missing or was changed\. Run: outward hook install$/),
    expect.stringMatching(/names no Node that is there\. Run: outward hook install$/),
  ]);
  await rm(join(scratch.path, 'hooks/pre-receive'));
  await removeHooks(scratch.path);
  await removeHooks(scratch.path);
  expect(await readdir(join(scratch.path, 'hooks'))).toEqual([]);
});
