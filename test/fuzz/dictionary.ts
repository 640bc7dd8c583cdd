/** Words that mean something to the blog or to those it speaks with, for places where they may not belong. */

const wordsIn = (text: string): readonly string[] => text.trim().split(/\s+/);

export const types: readonly string[] = wordsIn(`
  Follow Undo Create Update Delete Like EmojiReact Announce Accept Reject QuoteRequest Block Flag Move Add Remove
  Note Article Page Video Audio Event Question Image Tombstone Person Group Service Application
  Link Mention Emoji Hashtag Collection OrderedCollection Key Multikey`);

export const addresses: readonly string[] = [
  ...[
    'https://www.w3.org/ns/activitystreams#Public',
    'as:Public',
    'Public',
    'https://www.w3.org/ns/activitystreams',
  ],
  ...['https://blog.test/ap/actors/blog', 'https://blog.test/ap/actors/blog/followers', 'https://blog.test/'],
  ...[
    'https://blog.test/ap/objects/kettle',
    'https://blog.test/ap/objects/stove',
    'https://blog.test/ap/objects/%zz',
  ],
  ...[
    'https://blog.test/posts/kettle/?a#b',
    'https://blog.test:443/posts/kettle',
    'HTTPS://BLOG.TEST/posts/kettle/',
  ],
  ...[
    'https://blog.test/ap/objects/__proto__',
    'https://blog.test/posts/%e0%a4%a/',
    'https://blog.test/..//',
  ],
  ...[
    'https://social.test/users/alice',
    'https://social.test/users/alice#main-key',
    'https://elsewhere.test/@mo',
  ],
  ...[
    'http://localhost/',
    'https://127.0.0.1/',
    'javascript:alert(1)',
    'acct:blog@blog.test',
    '/relative',
    '',
  ],
];

export const dates: readonly string[] = [
  ...['0001-01-01T00:00:00Z', '1066-10-14T09:00:00+01:00', '1969-12-31T23:59:59Z', '2026-03-10T12:00:01Z'],
  ...[
    '9999-12-31T23:59:59.999Z',
    '2026-02-30T00:00:00Z',
    '2026-03-10',
    '+275760-09-13T00:00:00Z',
    'yesterday',
  ],
];

/** Of members: those that decide, those that languages and software add, and those that objects have anyway. */
export const names: readonly string[] = wordsIn(`
  id type actor object target attributedTo inReplyTo content contentMap summary summaryMap name nameMap
  to cc audience url href published updated inbox endpoints sharedInbox publicKey publicKeyPem owner assertionMethod
  instrument quote quoteUrl _misskey_quote tag attachment oneOf anyOf sensitive mediaType language inLanguage
  en de de-x-a en-u-ca-buddhist zh-Hant-TW und x @context @id @type proof signature alsoKnownAs movedTo
  __proto__ constructor toString hasOwnProperty length`);
