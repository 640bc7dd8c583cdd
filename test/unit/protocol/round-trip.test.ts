import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  announceOf,
  createOf,
  deleteOf,
  flagOf,
  likeActivityOf,
  moveOf,
  objectOf,
  undoOf,
  updateOf,
} from '../../../src/federation/objects.ts';
import { parseActivity } from '../../../src/protocol/parse.ts';
import { AS_CONTEXT, type JsonObject } from '../../../src/protocol/vocabulary.ts';
import { NOW, uri } from '../builders.ts';
import { bodyOf, picture, postOf, site } from '../theme/sample.ts';
import { rebuilt } from './rebuild.ts';
import { shapes } from './shape.ts';

const seed = 20_261_122;

/** Parsed, written again with nothing but what was understood, and parsed once more, it must be the same. */
function expectStable(json: JsonObject): void {
  const first = parseActivity(json);
  const second = first && parseActivity({ '@context': AS_CONTEXT, ...rebuilt(first) });
  expect(withoutRaw(second)).toEqual(withoutRaw(first));
}

function withoutRaw<T>(activity: T): T {
  return activity && { ...activity, raw: undefined };
}

const line = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const html = fc
  .array(fc.oneof(line, fc.constantFrom('<b>', '</b>', '<br>', '&amp;', '&lt;', '<p>', '\n')), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

const target = {
  id: uri('https://a.test/notes/1'),
  author: { name: '@ann@a.test', actor: uri('https://a.test/users/ann'), inbox: uri('https://a.test/inbox') },
};

const post = fc
  .record({
    type: fc.constantFrom('article' as const, 'note' as const),
    title: line,
    summary: fc.option(line, { nil: undefined }),
    contentWarning: fc.option(line, { nil: undefined }),
    lang: fc.constantFrom('en', 'de', 'pt-BR', 'zh-Hant'),
    visibility: fc.constantFrom('public' as const, 'unlisted' as const, 'followers' as const),
    inReplyTo: fc.constantFrom(undefined, target.id),
    image: fc.constantFrom(undefined, picture),
    tags: fc.uniqueArray(fc.constantFrom('tea', 'Käse', '茶')),
    poll: fc.option(
      fc.record({
        options: fc.uniqueArray(line, { minLength: 2, maxLength: 10 }),
        multiple: fc.boolean(),
        closes: fc.constant(new Date(NOW + 60_000)),
      }),
      { nil: undefined },
    ),
    body: html.map((federatedHtml) => bodyOf('x', { federatedHtml, images: [picture] })),
  })
  .map(({ poll, ...more }) => postOf('kettle', poll === undefined ? more : { ...more, type: 'note', poll }));

describe('what is understood can be written down and understood again', () => {
  test('of every post that we create or update', () => {
    fc.assert(
      fc.property(post, fc.boolean(), (written, edited) => {
        const moments = { published: NOW, updated: edited ? NOW + 1000 : undefined };
        const parent = written.inReplyTo === undefined ? undefined : target;
        const object = objectOf(written, site, moments, [], parent);
        expect(parseActivity(createOf(object, site))).toMatchObject({
          objects: [{ id: object.id, language: written.lang, visibility: written.visibility }],
        });
        expectStable(createOf(object, site));
        if (edited) expectStable(updateOf(object, site));
      }),
      { seed, numRuns: 300 },
    );
  });

  test('of everything else that we send', () => {
    const moments = { published: NOW, updated: undefined };
    const like = likeActivityOf(postOf('kettle', { likeOf: target.id }), site, target, moments);
    const boost = announceOf(postOf('kettle', { repostOf: target.id }), site, target, moments);
    const flag = flagOf(site, [target.author.actor, target.id], 'Rude & <loud>', NOW);
    const move = moveOf(site, uri('https://new.test/ap/actors/blog'), NOW);
    for (const sent of [like, boost, undoOf(like, site), undoOf(boost, site), flag, move]) {
      expect(parseActivity(sent)).toBeDefined();
      expectStable(sent);
    }
    expectStable(deleteOf(site.objectId('kettle'), site));
  });

  test.each(shapes().filter(({ document }) => document.object !== undefined))(
    'of $software’s $what',
    ({ document }) => {
      expectStable(document);
    },
  );
});
