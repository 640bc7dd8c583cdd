import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../src/federation/context.ts';
import { Conversations } from '../../../src/release/conversations.ts';
import type { ReleasedObject, Resource } from '../../../src/release/manifest.ts';
import type { ServedRelease } from '../../../src/release/served.ts';
import { StoreUnavailable, type Store } from '../../../src/store/store.ts';
import { COMMENTS_BEGIN, COMMENTS_END } from '../../../src/theme.ts';
import { alice, answerTo, like, replyOf, show } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { NOW, thrownBy } from '../builders.ts';
import { bodyOf, postOf, site } from '../theme/sample.ts';
import { openDesk, type Desk } from './desk.ts';

const kettle = postOf('kettle');
const objectId = site.objectId(kettle.id);
const answer = (name: string): ReturnType<typeof replyOf> => replyOf(name, { inReplyTo: objectId, objectId });

interface Place extends AsyncDisposable {
  readonly desk: Desk;
  readonly store: Store;
  readonly conversations: Conversations;
  /** What stands between the markers, or the whole page when it has none. */
  pageText(slug?: string): Promise<string>;
  use(release: ServedRelease): void;
}

async function openPlace(posts = [kettle, postOf('tea')]): Promise<Place> {
  const fresh = await freshSqlite();
  const desk = openDesk();
  let release = desk.open(await desk.build(posts));
  desk.drawn.length = 0;
  const conversations = new Conversations(
    fresh.store,
    () => release,
    () => undefined,
  );
  return {
    desk,
    store: fresh.store,
    conversations,
    pageText: async (slug = 'kettle') => {
      const { body } = await conversations.inPage(
        release.find(`/posts/${slug}/`)!,
        release.objectBySlug(slug)!,
      );
      const html = body.toString();
      return html.slice(html.indexOf(COMMENTS_BEGIN) + COMMENTS_BEGIN.length, html.indexOf(COMMENTS_END));
    },
    use: (next) => (release = next),
    [Symbol.asyncDispose]: () => fresh[Symbol.asyncDispose](),
  };
}

describe('a page', () => {
  test('holds what is stored, as soon as it is stored', async () => {
    await using place = await openPlace();
    expect(await place.pageText()).toBe('kettle open: 0 ');
    await show(place.store, answer('one'));
    expect(await place.pageText()).toBe('kettle open: 1 <p>one</p>');
    await place.store.transact((tx) => tx.removeReply(answer('one').id, alice, 2));
    expect(await place.pageText()).toBe('kettle open: 0 ');
  });

  test('is put together once per change, and only when asked for', async () => {
    await using place = await openPlace();
    for (let n = 0; n < 3; n += 1) await place.pageText();
    await Promise.all([place.pageText('tea'), place.pageText('tea'), place.pageText()]);
    expect(place.desk.drawn).toEqual(['/fragments/comments/', '/fragments/comments/']);
    await place.store.transact((tx) => tx.putReaction(like(alice, { objectId }), 1));
    await place.pageText('tea');
    expect(place.desk.drawn).toHaveLength(2);
    await place.pageText();
    expect(place.desk.drawn).toHaveLength(3);
  });

  test('is put together anew when another process may have written', async () => {
    await using place = await openPlace();
    await place.pageText();
    place.conversations.forgetAll();
    await place.pageText();
    expect(place.desk.drawn).toHaveLength(2);
  });

  test('is put together anew of a new release', async () => {
    await using place = await openPlace();
    await place.pageText();
    place.use(place.desk.open(await place.desk.build([{ ...kettle, comments: 'closed' }])));
    expect(await place.pageText()).toBe('kettle closed: 0 ');
  });

  test('has another hash with each change', async () => {
    await using place = await openPlace();
    const hash = async (): Promise<string> => {
      const release = place.desk.open(await place.desk.build([kettle]));
      place.use(release);
      return (
        await place.conversations.inPage(release.find('/posts/kettle/')!, release.objectBySlug('kettle')!)
      ).hash;
    };
    const before = await hash();
    expect(await hash()).toBe(before);
    await show(place.store, answer('one'));
    expect(await hash()).not.toBe(before);
  });

  test('whose text quotes the markers keeps the quote: the last ones count', async () => {
    const quoted = `<p>${COMMENTS_BEGIN}mine${COMMENTS_END}</p>`;
    await using place = await openPlace([postOf('kettle', { body: bodyOf('x', { html: quoted }) })]);
    await show(place.store, answer('one'));
    const release = place.desk.open(
      await place.desk.build([postOf('kettle', { body: bodyOf('x', { html: quoted }) })]),
    );
    place.use(release);
    const { body } = await place.conversations.inPage(
      release.find('/posts/kettle/')!,
      release.objectBySlug('kettle')!,
    );
    expect(body.toString()).toContain(
      `${quoted}${COMMENTS_BEGIN}kettle open: 1 <p>one</p>${COMMENTS_END}<footer>`,
    );
  });

  test('without room for a conversation is served as it was drawn', async () => {
    await using place = await openPlace();
    const release = place.desk.open(await place.desk.build([kettle]));
    place.use(release);
    const home = release.find('/')!;
    const page = await place.conversations.inPage(home, release.objectBySlug('kettle')!);
    expect(page).toMatchObject({ body: await release.read(home), hash: home.hash });
  });
});

test('of a post that asks, the votes stand there as soon as they are stored', async () => {
  const poll = { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW) };
  await using place = await openPlace([{ ...kettle, poll }]);
  const object = (): ReleasedObject => ({
    ...{ id: kettle.id, slug: 'kettle', title: '', lang: 'en', commentsOpen: true, quotes: 'everyone' },
    poll: { ...poll, closes: NOW },
    isReply: false,
    isRestricted: false,
  });
  await place.pageText();
  const drawn = place.desk.drawn.length;
  await place.store.transact((tx) => tx.putVote({ poll: objectId, actor: alice, option: 'Black' }, true, 1));
  expect(await place.conversations.view(object())).toMatchObject({
    poll: {
      options: [
        { name: 'Green', votes: 0 },
        { name: 'Black', votes: 1 },
      ],
      voters: 1,
      closes: NOW,
    },
  });
  await place.pageText();
  expect(place.desk.drawn.length).toBe(drawn + 1);
});

describe('a conversation that cannot be drawn', () => {
  async function openBroken(place: Place): Promise<{
    readonly told: readonly LogEvent[];
    readonly ask: (slug?: string) => Promise<string>;
    readonly built: (slug?: string) => Promise<string>;
    mend(): void;
    publishAgain(): Promise<void>;
  }> {
    const told: LogEvent[] = [];
    let isBroken = true;
    let release = place.desk.open(await place.desk.build([kettle, postOf('tea')]));
    const breaking = (): ServedRelease => ({
      ...release,
      render: (path, locals) => {
        if (isBroken) throw new RangeError('no calendar has such a day');
        return release.render(path, locals);
      },
    });
    let served = breaking();
    const conversations = new Conversations(
      place.store,
      () => served,
      (event) => void told.push(event),
    );
    const pageOf = (slug: string): Resource => release.find(`/posts/${slug}/`)!;
    return {
      told,
      ask: async (slug = 'kettle') =>
        (await conversations.inPage(pageOf(slug), release.objectBySlug(slug)!)).body.toString(),
      built: async (slug = 'kettle') => (await release.read(pageOf(slug))).toString(),
      mend: () => (isBroken = false),
      publishAgain: async () => {
        release = place.desk.open(await place.desk.build([kettle, postOf('tea')]));
        served = breaking();
      },
    };
  }

  test('leaves its page as it was built', async () => {
    await using place = await openPlace();
    const { ask, built } = await openBroken(place);
    expect(await ask()).toBe(await built());
  });

  test('is told once for each post of a release, with the reason', async () => {
    await using place = await openPlace();
    const { ask, told, publishAgain } = await openBroken(place);
    for (const slug of ['kettle', 'kettle', 'tea']) await ask(slug);
    expect(told.map(({ event, slug }) => [event, slug])).toEqual([
      ['conversation.undrawn', 'kettle'],
      ['conversation.undrawn', 'tea'],
    ]);
    expect(told[0]?.reason).toContain('no calendar has such a day');
    await publishAgain();
    await ask();
    expect(told).toHaveLength(3);
  });

  test('is tried again by the next reader', async () => {
    await using place = await openPlace();
    const { ask, mend } = await openBroken(place);
    await ask();
    mend();
    expect(await ask()).toContain('kettle open: 0');
  });
});

test('while the store is away a page is served as it was built, and with its replies when that is back', async () => {
  await using place = await openPlace();
  await show(place.store, answer('one'));
  let isAway = true;
  const store: Store = {
    ...place.store,
    conversation: (id) =>
      isAway ? Promise.reject(new StoreUnavailable('locked')) : place.store.conversation(id),
  };
  const release = place.desk.open(await place.desk.build([kettle]));
  const told: LogEvent[] = [];
  const conversations = new Conversations(
    store,
    () => release,
    (event) => void told.push(event),
  );
  const page = release.find('/posts/kettle/')!;
  const ask = () => conversations.inPage(page, release.objectBySlug('kettle')!);
  expect(await ask()).toEqual({ body: await release.read(page), hash: page.hash });
  expect(told).toEqual([]); // The store says it itself, once.
  isAway = false;
  expect((await ask()).body.toString()).toContain('<p>one</p>');
});

describe('a conversation too long for one page', () => {
  const long = Array.from({ length: 50 }, (_, n) => ({
    ...answer(`${n}`),
    content: `${n} ${'x'.repeat(60_000)}`,
    published: n,
  }));

  test('is parted: each reply stands on one of its pages, in order, and each page says how many follow', async () => {
    await using place = await openPlace();
    await show(place.store, ...long);
    const object = place.desk.open(await place.desk.build([kettle])).objectBySlug('kettle')!;
    const views = [await place.conversations.view(object), await place.conversations.view(object, 2)];
    const shown = views.map(({ conversation }) => conversation.thread.map(({ id }) => id));
    expect(shown.flat()).toEqual(long.map(({ id }) => id));
    const rest = shown[1]?.length;
    expect(rest).toBeGreaterThan(10);
    expect(views.map(({ more }) => more)).toEqual([
      { count: rest, path: '/posts/kettle/comments/?page=2' },
      undefined,
    ]);
    expect(views.map(({ conversation }) => conversation.replies)).toEqual([50, 50]);
  });

  test('says of each reply whose parent stands on another page, which page that is', async () => {
    await using place = await openPlace();
    const [first] = long;
    const last = answerTo(first!, 'last', { published: 1_000 });
    const early = answerTo(last, 'early', { published: -1 });
    await show(place.store, ...long, last, early);
    const object = place.desk.open(await place.desk.build([kettle])).objectBySlug('kettle')!;
    const views = [await place.conversations.view(object), await place.conversations.view(object, 2)];
    expect(views.map(({ elsewhere }) => [...(elsewhere ?? [])])).toEqual([
      [[last.id, { name: 'alice', path: '/posts/kettle/comments/?page=2' }]],
      [[first?.id, { name: 'alice', path: '/posts/kettle/comments/' }]],
    ]);
    expect(views.map(({ version }) => version === undefined)).toEqual([false, true]);
  });

  test('404: has no page beyond its last', async () => {
    await using place = await openPlace();
    const object = place.desk.open(await place.desk.build([kettle])).objectBySlug('kettle')!;
    expect(await thrownBy(() => place.conversations.page(object, 2))).toMatchObject({ code: 'not-found' });
  });

  test('makes the page of its post no longer than two million bytes longer', async () => {
    await using place = await openPlace();
    const empty = (await place.pageText()).length;
    await show(place.store, ...long);
    expect((await place.pageText()).length - empty).toBeLessThan(2_000_000);
  });

  test('says of replies that the store does not give that there are more, but not where', async () => {
    await using place = await openPlace();
    const store: Store = {
      ...place.store,
      conversation: async (id) => ({ ...(await place.store.conversation(id)), replies: 7 }),
    };
    const release = place.desk.open(await place.desk.build([kettle]));
    const conversations = new Conversations(
      store,
      () => release,
      () => undefined,
    );
    await show(place.store, answer('one'));
    expect((await conversations.view(release.objectBySlug('kettle')!)).more).toEqual({
      count: 6,
      path: undefined,
    });
  });
});

test('on a page of its own, and as a fragment, a conversation is the same', async () => {
  await using place = await openPlace([postOf('grün', { id: 'id-kettle' })]);
  await show(place.store, answer('one'));
  const release = place.desk.open(await place.desk.build([postOf('grün', { id: 'id-kettle' })]));
  place.use(release);
  place.desk.drawn.length = 0;
  const object = release.objectBySlug('grün')!;
  expect(await place.conversations.fragment(object)).toBe('grün open: 1 <p>one</p>');
  expect(await place.conversations.page(object)).toBe('grün open: 1 <p>one</p>');
  expect(place.desk.drawn).toEqual(['/fragments/comments/', '/posts/gr%C3%BCn/comments/']);
  expect(await place.conversations.view(object)).toMatchObject({
    slug: 'grün',
    title: 'On grün',
    lang: 'en',
    objectId,
    closed: false,
    conversation: { replies: 1 },
  });
});
