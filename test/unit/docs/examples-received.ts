import { fixture } from '../protocol/fixture.ts';
import { bodyExample, type Examples } from './example.ts';

/** What other software sends, from test/fixtures: one of each kind that has an effect. */
const received: Readonly<Record<string, string>> = {
  'received-follow': 'mastodon/follow',
  'received-undo': 'mastodon/undo-follow',
  'received-reply': 'gotosocial/create-reply',
  'received-vote': 'mastodon/create-poll-vote',
  'received-update-actor': 'mastodon/update-person',
  'received-delete': 'mastodon/delete-tombstone',
  'received-delete-actor': 'mastodon/delete-actor',
  'received-like': 'misskey/like-reaction',
  'received-emoji-react': 'hollo/emoji-react',
  'received-announce': 'mastodon/announce',
  'received-announce-of-activity': 'lemmy/announce-create',
  'received-quote-request': 'mastodon/quote-request',
  'received-block': 'mastodon/block',
  'received-flag': 'gotosocial/flag',
  'received-move': 'gotosocial/move',
};

export function receivedExamples(): Examples {
  return Object.fromEntries(
    Object.entries(received).map(([name, file]) => [name, bodyExample(fixture(file))]),
  );
}
