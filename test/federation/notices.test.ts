import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startMailServer, type ReceivedMail } from '../support/mail-server.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { waitFor } from '../support/wait-for.ts';
import { findBlog, pageOf, untilPage } from './scenario.ts';

const path = '/posts/how-to-brew/';

/** A comment of `person` on the post, by what it says. */
async function comment(person: RemotePerson, blog: Outward, text: string): Promise<void> {
  const { id, inbox } = await findBlog(person, blog);
  const words = { inReplyTo: `${blog.origin}${path}`, content: `<p>${text}</p>`, to: id };
  expect(await person.send(inbox, person.reply(words))).toBe(202);
}

/** Where the first link of a mail with this name leads, at the program itself. */
function linkIn(mail: ReceivedMail, name: string, blog: Outward): string {
  const url = new RegExp(`^${name}: (\\S+)$`, 'm').exec(mail.text)?.[1] ?? '';
  expect(url).toContain(blog.origin);
  return blog.address + new URL(url).pathname;
}

/** Presses the first button of a page, as a browser without JavaScript does. */
async function press(link: string): Promise<string> {
  const page = await (await fetch(link)).text();
  const seen = /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? '';
  const verb = /name="verb" value="([^"]*)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(link, { method: 'POST', body: new URLSearchParams({ verb, seen }) });
  return answer.text();
}

test('the writer hears by mail and feed of what waits, though server and program die, and decides by one press', async () => {
  await using mail = await startMailServer();
  const env = { SMTP_URL: `smtp://127.0.0.1:${mail.port}`, MAIL_TO: 'ann@mail.test', NOTICES: 'each' };
  await using blog = await startOutward({ name: 'blog.test', env });
  await using social = await startRemoteServer('social.test');
  await using evil = await startRemoteServer('evil.test');
  const [alice, eve] = [social.actor('alice'), evil.actor('eve')];
  const settings = join(blog.contentDir, 'blog.yml');
  await writeFile(
    settings,
    (await readFile(settings, 'utf8')).replace('comments: open', 'comments: first-time'),
  );
  expect(await blog.run('publish')).toMatchObject({ code: 0 });

  await comment(alice, blog, 'Nice pot');
  const first = await waitFor(() => mail.mails[0], 'the first mail');
  expect(first.text).toContain('@alice@social.test');
  expect(first.text).toContain('> Nice pot');
  const approve = linkIn(first, 'Approve', blog);
  expect(await (await fetch(approve)).text()).toContain('Nice pot');
  expect(await pageOf(blog, path)).not.toContain('Nice pot');
  expect(await press(approve)).toContain('Approved');
  await untilPage(blog, path, 'Nice pot');
  const again = await fetch(approve, {
    method: 'POST',
    body: new URLSearchParams({ verb: 'hide', seen: '' }),
  });
  expect(await again.text()).toContain('Approved');
  expect(await pageOf(blog, path)).toContain('Nice pot');

  await mail.stop();
  await comment(eve, blog, 'Buy pots');
  await waitFor(() => blog.output().includes('notices could not be mailed'), 'the failure to be said');
  expect((await blog.run('status')).stdout).toContain('Mail does not go out');
  await blog.kill();
  await mail.start();
  await blog.start();
  const second = await waitFor(() => mail.mails[1], 'the second mail');
  expect(second.text).toContain('> Buy pots');
  await press(linkIn(second, 'Block the account', blog));
  const { id, inbox } = await findBlog(eve, blog);
  expect(await eve.send(inbox, eve.follow(id))).toBe(403);

  const { feed } = JSON.parse((await blog.run('notices', '--json')).stdout) as { feed: string };
  const entries = await (await fetch(blog.address + new URL(feed).pathname)).text();
  await comment(alice, blog, 'More of it');
  const third = await waitFor(() => mail.mails[2], 'the third mail');
  expect(third.text).toContain('More of it');
  expect(entries).not.toContain('Buy pots');
  expect(await (await fetch(blog.address + new URL(feed).pathname)).text()).toContain(
    new URL(linkIn(third, 'Hide', blog)).pathname,
  );
  expect(new Set(mail.mails.map(({ headers }) => headers.get('message-id'))).size).toBe(3);
});
