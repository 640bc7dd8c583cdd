import type { Activity, JsonObject, NamedObject, RemoteNote } from '../../../src/protocol/vocabulary.ts';
import { PUBLIC } from '../../../src/protocol/vocabulary.ts';
import { htmlOf } from '../../../src/protocol/text.ts';

/** An activity written as JSON again, with nothing but what was understood of it. */
export function rebuilt(activity: Activity): JsonObject {
  const { id, actor, type } = activity;
  return { id, type, actor, ...membersOf(activity) };
}

function membersOf(activity: Activity): JsonObject {
  switch (activity.type) {
    case 'Create':
    case 'Update':
      return { object: activity.objects.map(objectJson) };
    case 'UpdateActor':
      return { type: 'Update', object: actorJson(activity) };
    case 'Like':
      return { object: activity.object, content: activity.emoji };
    case 'Announce':
      return { object: announcedJson(activity) };
    case 'Undo':
    case 'Accept':
    case 'Reject':
      return { object: { ...activity.object, content: activity.object.emoji } };
    case 'QuoteRequest':
      return { object: activity.object, instrument: objectJson(activity.instrument) };
    case 'Flag':
      return { object: activity.objects, content: htmlOf(activity.content) };
    case 'Move':
      return { object: activity.object, target: activity.target };
    default:
      return { object: activity.object };
  }
}

/** An activity that was passed on has the id that the Announce names. */
function announcedJson({ object, inner }: Extract<Activity, { type: 'Announce' }>): unknown {
  return inner === undefined ? object : { ...rebuilt(inner), id: object };
}

function actorJson({ object: { keys, ...actor } }: Extract<Activity, { type: 'UpdateActor' }>): JsonObject {
  return {
    ...actor,
    endpoints: { sharedInbox: actor.sharedInbox },
    publicKey: keys.map(({ id, pem }) => ({ id, owner: actor.id, publicKeyPem: pem })),
  };
}

function objectJson(object: RemoteNote | NamedObject): unknown {
  return object.type === 'named' ? object.id : noteJson(object as RemoteNote);
}

const audiences = {
  public: { to: PUBLIC },
  unlisted: { cc: PUBLIC },
  followers: { to: 'https://a.test/users/ann/followers' },
  direct: { to: 'https://a.test/users/ann' },
} as const;

function noteJson({ language, visibility, vote, content, summary, ...note }: RemoteNote): JsonObject {
  return {
    ...note,
    ...audiences[visibility],
    name: vote,
    content,
    ...(language === undefined ? {} : { contentMap: { [language]: content } }),
    summary: summary && htmlOf(summary),
    published: note.published?.toISOString(),
    updated: note.updated?.toISOString(),
  };
}
