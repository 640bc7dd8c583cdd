import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { MailServer } from '../../../src/config.ts';
import type { Letter } from '../../../src/notices/letter.ts';
import { openPostman, type Postman } from '../../../src/notices/smtp.ts';
import { freePort } from '../../support/listen.ts';
import { startMailServer, type TestMailServer } from '../../support/mail-server.ts';

const letter: Letter = {
  messageId: '<4.abc@blog.test>',
  listId: '<notices.blog.test>',
  subject: '[Tee & Käse] 2 notices',
  text: 'One\n.\nTwo „Käse“\n\nApprove: https://blog.test/decide/' + 'x'.repeat(300),
  html: '<p>One &lt;b&gt;</p>',
};

function postmanTo({ port }: Pick<TestMailServer, 'port'>, more: Partial<MailServer> = {}): Postman {
  const server = { host: '127.0.0.1', port, isTls: false, isNear: true, login: undefined, ...more };
  const postman = openPostman({ from: 'Blog <blog@mail.test>', to: 'ann@mail.test', server });
  onTestFinished(postman.close);
  return postman;
}

test('a letter arrives as it was written, with headers that say what it is, over TLS where the server offers it', async () => {
  await using server = await startMailServer({ password: 'p@ss' });
  await postmanTo(server, { login: { user: 'ann', password: 'p@ss' } }).send(letter);
  const [mail] = server.mails;
  expect(mail).toMatchObject({ from: 'blog@mail.test', to: ['ann@mail.test'], isEncrypted: true });
  expect(mail?.text).toContain(letter.text);
  expect(mail?.text).toContain(letter.html);
  expect(Object.fromEntries(mail?.headers ?? [])).toMatchObject({
    'message-id': letter.messageId,
    'list-id': letter.listId,
    'auto-submitted': 'auto-generated',
    from: 'Blog <blog@mail.test>',
    to: 'ann@mail.test',
  });
});

test('a server elsewhere is told nothing, the password least of all, unless it encrypts and proves who it is', async () => {
  const far = { isNear: false, login: { user: 'ann', password: 'secret' } };
  await using plain = await startMailServer({ startTls: false, password: 'secret' });
  await expect(postmanTo(plain, far).send(letter)).rejects.toMatchObject({ name: 'MailFailure' });
  await using unknown = await startMailServer({ password: 'secret' });
  await expect(postmanTo(unknown, far).send(letter)).rejects.toMatchObject({ name: 'MailFailure' });
  expect([...plain.logins, ...unknown.logins, ...plain.mails, ...unknown.mails]).toEqual([]);
});

test('what the server refuses is told from what it never read, and no reason names the password', async () => {
  await using server = await startMailServer({ password: 'secret' });
  const login = { user: 'ann', password: 'another' };
  await expect(postmanTo(server, { login }).send(letter)).rejects.not.toThrow(/another/);
  server.refuse('554 this is spam');
  const known = { login: { user: 'ann', password: 'secret' } };
  await expect(postmanTo(server, known).send(letter)).rejects.toMatchObject({ isRefused: true });
  await server.stop();
  await expect(postmanTo(server, known).send(letter)).rejects.toMatchObject({
    isRefused: false,
    message: expect.stringContaining(`127.0.0.1:${server.port}`) as string,
  });
});

test('closed, it waits no longer for a server that says nothing', async () => {
  const silent = createServer();
  const port = await freePort();
  await once(silent.listen(port, '127.0.0.1'), 'listening');
  onTestFinished(() => void silent.close());
  const postman = postmanTo({ port });
  const sent = postman.send(letter);
  const connected = new Promise((resolve) => silent.once('connection', resolve));
  await connected;
  postman.close();
  await expect(sent).rejects.toMatchObject({ name: 'MailFailure' });
});
