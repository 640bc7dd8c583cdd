import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Outward } from '../support/outward.ts';
import type { ReceivedActivity } from '../support/recorded-request.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { waitFor } from '../support/wait-for.ts';

/** The blog's actor as `person` finds it by its handle. */
export interface FoundBlog {
  readonly id: string;
  readonly inbox: string;
}

export async function findBlog(person: RemotePerson, blog: Outward): Promise<FoundBlog> {
  const { id, inbox } = await person.lookup(`@blog@${new URL(blog.origin).host}`);
  return { id: String(id), inbox: String(inbox) };
}

/** Follows, and waits for the Accept. */
export async function follow(person: RemotePerson, blog: Outward): Promise<FoundBlog> {
  const found = await findBlog(person, blog);
  expect(await person.send(found.inbox, person.follow(found.id))).toBe(202);
  await waitFor(() => person.following.has(found.id), `the Accept for ${person.id}`);
  return found;
}

/** Writes a post's file and publishes. */
export async function publishPost(blog: Outward, slug: string, text: string): Promise<void> {
  await writePost(blog, slug, text);
  expect(await blog.run('publish')).toMatchObject({ code: 0, stderr: '' });
}

export function writePost(blog: Outward, slug: string, text: string): Promise<void> {
  return writeFile(join(blog.contentDir, 'posts', `${slug}.md`), text);
}

/** An article about nothing much. */
export function postText(title: string, body = 'Nothing much.', more = ''): string {
  return `---\ntitle: ${title}\ndate: 2026-03-02\n${more}---\n\n${body}\n`;
}

export function typesOf(activities: readonly ReceivedActivity[]): readonly string[] {
  return activities.map(({ type }) => type);
}

/** Waits until `person` has received an activity of that type, and gives the latest. */
export function received(person: RemotePerson, type: string): Promise<ReceivedActivity> {
  return waitFor(
    () => person.received.findLast((activity) => activity.type === type),
    `${type} for ${person.id}`,
  );
}

export async function pageOf(blog: Outward, path: string): Promise<string> {
  return (await fetch(`${blog.address}${path}`)).text();
}

/** Waits until the page shows `text`, or no longer does. */
export async function untilPage(blog: Outward, path: string, text: string, isShown = true): Promise<void> {
  const what = `${path} ${isShown ? 'to show' : 'to drop'} "${text}"`;
  await waitFor(async () => (await pageOf(blog, path)).includes(text) === isShown, what);
}
