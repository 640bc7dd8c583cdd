import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { importBlocklist, updateBlocklists } from '../../../src/cli/blocklist.ts';
import { readModeration } from '../../../src/posts/moderation.ts';
import { openScratch, type Scratch } from '../../support/scratch.ts';

let scratch: Scratch;
let folder: string;
let csv: string;
const said: string[] = [];

beforeEach(async () => {
  scratch = openScratch();
  folder = join(scratch.path, 'content', 'moderation');
  csv = join(scratch.path, 'My List.csv');
  vi.stubEnv('CONTENT_DIR', join(scratch.path, 'content'));
  said.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  await mkdir(folder, { recursive: true });
  await writeFile(
    csv,
    '#domain,#severity\nspam.example,suspend\nfriend.example,suspend\nsp*m.example,suspend\n',
  );
  await writeFile(join(folder, 'friends.yml'), 'rules:\n  - { allow: "*.friend.example" }\n');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await scratch[Symbol.asyncDispose]();
});

test('a list becomes a file of rules beside those that there are, which go before it', async () => {
  expect(await importBlocklist(csv, {})).toBe(0);
  expect(await readFile(join(folder, 'my-list.yml'), 'utf8')).toBe(
    'rules:\n  - { block: "*.spam.example" }\n',
  );
  const problems: never[] = [];
  expect(await readModeration(join(scratch.path, 'content'), problems)).toHaveLength(2);
  expect(problems).toEqual([]);
  expect(said).toContain('  left out: *.friend.example (allow stands in content/moderation/friends.yml)');
  expect(said).toContain('  left out: sp*m.example (part of its name is hidden)');
});

test('a dry run writes nothing, and a file that is there is not written over', async () => {
  await importBlocklist(csv, { dryRun: true });
  expect(await readdir(folder)).toEqual(['friends.yml']);
  await importBlocklist(csv, {});
  await expect(importBlocklist(csv, {})).rejects.toThrow('my-list.yml is there already');
});

test('what is no list, or not there, is said', async () => {
  await writeFile(csv, '<!doctype html>');
  await expect(importBlocklist(csv, {})).rejects.toThrow('must name a column #domain');
  await expect(importBlocklist(`${csv}.old`, {})).rejects.toThrow('there is no such file');
});

test('a list that cannot be had leaves its file as it was', async () => {
  await expect(updateBlocklists({})).rejects.toThrow('No file of content/moderation is subscribed');
  const path = join(folder, 'list.yml');
  const text = 'subscribe: https://127.0.0.1:9/a.csv\nrules:\n  - { block: "*.old.example" }\n';
  await writeFile(path, text);
  expect(await updateBlocklists({ write: true })).toBe(1);
  expect(await readFile(path, 'utf8')).toBe(text);
  expect(said.join('\n')).toMatch(/cannot be read: .*not public/);
});
