import { lookup, Resolver } from 'node:dns/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openActorDirectory } from '../../src/federation/actors.ts';
import type { Context } from '../../src/federation/context.ts';
import { receive } from '../../src/federation/receive.ts';
import type { Remote } from '../../src/federation/remote.ts';
import { openDns, openResolve } from '../../src/federation/resolve.ts';
import { openSignatureForms } from '../../src/federation/signature-forms.ts';
import { parseActor } from '../../src/protocol/actor.ts';
import { Refusal } from '../../src/protocol/refusal.ts';
import { generateKeyPair } from '../../src/protocol/signature/keys.ts';
import { startNameServer } from '../support/name-server.ts';
import { effectsOf, NOW, personOf, uri, type Effect } from '../unit/builders.ts';
import { alice, follow, openInbox, requestOf } from '../unit/federation/inbox-desk.ts';
import { answerOf, everywhere, openNetwork, startRawPeer, type RawPeer } from './support/network.ts';

/** The blog's inbox, with a network that is one. */
async function openBlog(remote: Remote, elapsed?: () => number): Promise<Context> {
  const inbox = await openInbox();
  onTestFinished(() => inbox[Symbol.asyncDispose]());
  return { ...inbox.context, remote, actors: openActorDirectory(inbox.context.store, remote, elapsed) };
}

/** A Follow whose signature names that key, and is no signature of it. What it is answered: the code of the Refusal. */
async function knockWith(keyId: string, context: Context): Promise<string> {
  try {
    await receive(requestOf({ ...follow, actor: keyId.replace(/#.*/, '') }, { keyId }), context);
    return 'taken';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Answers each request in ten milliseconds, so that those which come together are seen together. */
function startVictim(answer: (line: string, port: number) => string): Promise<RawPeer> {
  return startRawPeer((socket, { line }, done) => {
    setTimeout(() => {
      done();
      socket.write(answer(line, socket.localPort ?? 0));
    }, 10);
  });
}

/** Of people who have not signed what comes in their name. */
const { publicKeyPem: otherPem } = await generateKeyPair('request');
const notFound = answerOf('', [], '404 Not Found');
const vainMax = 30;
const perHostMax = 4;
const perDomainMax = 16;

describe('a victim whom strangers name as the place of their keys', () => {
  /** 400 requests to the inbox at once, then as many one after the other. */
  async function flood(
    victim: RawPeer,
    keyIdOf: (n: number, host: string) => string,
  ): Promise<readonly string[]> {
    const context = await openBlog(openNetwork({ elapsed: () => 0 }), () => 0);
    const host = `victim.test:${victim.port}`;
    const keyIds = Array.from({ length: 400 }, (_, n) => keyIdOf(n, host));
    const codes = await Promise.all(keyIds.slice(0, 200).map((keyId) => knockWith(keyId, context)));
    for (const keyId of keyIds.slice(200)) codes.push(await knockWith(keyId, context));
    return codes;
  }

  const few = vainMax + perHostMax;

  test.each<[string, (n: number, host: string) => string]>([
    ['paths', (n, host) => `http://${host}/users/${n}#main-key`],
    ['queries', (n, host) => `http://${host}/u?${n}#main-key`],
    ['documents of keys', (n, host) => `http://${host}/u/${n}/key`],
  ])('is asked four times at a time and some thirty times in all, by many %s', async (_, keyIdOf) => {
    const victim = await startVictim(() => notFound);
    const codes = await flood(victim, keyIdOf);
    expect(victim.mostAtOnce()).toBe(perHostMax);
    expect(victim.requests.length).toBeGreaterThan(perHostMax);
    expect(victim.requests.length).toBeLessThanOrEqual(few);
    expect(new Set(codes)).toEqual(new Set(['key-unavailable', 'unavailable']));
    expect(codes.at(-1)).toBe('unavailable');
  });

  test('is asked hardly oftener by many names of its domain', async () => {
    const victim = await startVictim(() => notFound);
    await flood(victim, (n, host) => `http://n${n}.${host}/u#main-key`);
    expect(victim.mostAtOnce()).toBeLessThanOrEqual(perDomainMax);
    expect(victim.requests.length).toBeLessThanOrEqual(vainMax + perDomainMax);
  });

  test('is asked once by many fragments of one address, where nothing is', async () => {
    const victim = await startVictim(() => notFound);
    await flood(victim, (n, host) => `http://${host}/u#${n}`);
    expect(victim.requests).toEqual(['GET /u HTTP/1.1']);
  });

  test('is asked twice by many fragments of one address, where somebody is', async () => {
    const victim = await startVictim((_, port) =>
      answerOf(JSON.stringify(personOf(`http://victim.test:${port}/u`))),
    );
    await flood(victim, (n, host) => `http://${host}/u#${n}`);
    expect(victim.requests).toEqual(['GET /u HTTP/1.1', 'GET /u HTTP/1.1']);
  });

  test('is asked some thirty times for people who are there, and have not signed', async () => {
    const victim = await startVictim((line, port) =>
      answerOf(JSON.stringify(personOf(`http://victim.test:${port}${line.split(' ')[1] ?? ''}`, otherPem))),
    );
    const codes = await flood(victim, (n, host) => `http://${host}/users/${n}#main-key`);
    expect(victim.requests.length).toBeLessThanOrEqual(few);
    expect(new Set(codes)).toEqual(new Set(['bad-signature', 'unavailable']));
  });

  test.each([
    ['401', 2],
    ['500', 1],
  ])('that answers %s is asked as seldom, %i requests each time', async (status, knocks) => {
    const victim = await startVictim(() => answerOf('', [], `${status} No`));
    await flood(victim, (n, host) => `http://${host}/users/${n}#main-key`);
    expect(victim.requests.length).toBeLessThanOrEqual(few * knocks);
  });

  test('is not asked at all where somebody else’s server sends us to it', async () => {
    const victim = await startVictim(() => notFound);
    const mirror = await startRawPeer((socket, { line }, done) => {
      socket.write(
        answerOf('', [`location: http://victim.test:${victim.port}${line.split(' ')[1] ?? ''}`], '302 Found'),
      );
      done();
    });
    const context = await openBlog(openNetwork(), () => 0);
    for (let n = 0; n < 100; n += 1)
      await knockWith(`http://evil.test:${mirror.port}/${n}#main-key`, context);
    expect([victim.connections(), mirror.requests.length]).toEqual([0, vainMax]);
  });
});

test('servers that never answer keep nobody who is known from being heard', async () => {
  const silent = await startRawPeer(() => undefined);
  const remote = openNetwork();
  const context = await openBlog(remote);
  await context.store.transact((tx) => tx.putActor(parseActor(personOf(alice)), NOW));
  const hanging = Array.from({ length: 200 }, (_, n) =>
    knockWith(`http://evil${n}.test:${silent.port}/u#main-key`, context),
  );
  await expect.poll(() => silent.connections()).toBe(64);
  await receive(requestOf(follow), context);
  expect(silent.connections()).toBe(64);
  void Promise.allSettled(hanging);
});

test('name servers that never answer hold no thread, and keep nobody else’s name from being found', async () => {
  const server = await startNameServer((name) => (name.startsWith('silent') ? 'silence' : ['127.0.0.1']));
  onTestFinished(() => server[Symbol.asyncDispose]());
  const open = (): Resolver => {
    const resolver = new Resolver({ timeout: 400, tries: 1 });
    resolver.setServers([server.address]);
    return resolver;
  };
  const askedOfSystem: string[] = [];
  const resolve = openResolve({
    dns: openDns(() => 0, open),
    system: (name) => {
      askedOfSystem.push(name);
      return new Promise(() => undefined);
    },
    known: new Set(),
  });
  const peer = await startRawPeer((socket, _, done) => {
    socket.write(answerOf('{"type":"Note"}'));
    done();
  });
  const remote = openNetwork({ reach: { ...everywhere, resolve } });
  const silent = Array.from({ length: 60 }, (_, n) =>
    remote.fetchDocument(uri(`http://silent${n}.test:${peer.port}/`)),
  );
  await expect.poll(() => server.asked.filter((name) => name.startsWith('silent')).length).toBe(120);

  expect(await remote.fetchDocument(uri(`http://social.test:${peer.port}/`))).toMatchObject({
    kind: 'document',
  });
  expect(await remote.post(uri(`http://social.test:${peer.port}/inbox`), '{}')).toMatchObject({
    status: 200,
  });
  expect(await lookup('localhost')).toBeDefined(); // By a thread of the pool.
  expect(await Promise.all(silent)).toEqual(
    silent.map(() => expect.objectContaining({ isPassing: true }) as unknown),
  );
  expect(askedOfSystem).toEqual([]);
});

test('hosts that like another form of signature are not written down because strangers name them', async () => {
  const choosy = await startRawPeer((socket, { place }, done) => {
    socket.write(place % 2 === 0 ? answerOf('', [], '401 Unauthorized') : answerOf('{"type":"Note"}'));
    done();
  });
  const effects: Effect[] = [];
  const store = {
    signatureForm: () => Promise.resolve(undefined),
    transact: (record: Parameters<typeof effectsOf>[0]) => {
      effects.push(...effectsOf(record));
      return Promise.resolve();
    },
  };
  const forms = openSignatureForms(store, { now: () => NOW, log: () => undefined });
  const context = await openBlog(openNetwork({ forms }));
  for (let n = 0; n < 20; n += 1)
    await knockWith(`http://x${n}.evil.test:${choosy.port}/u#main-key`, context);
  expect([choosy.requests.length, effects]).toEqual([40, []]);
});
