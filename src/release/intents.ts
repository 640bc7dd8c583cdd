import { proposalOf, type Beginning } from '../posts/proposal.ts';
import type { Intent } from '../protocol/intent.ts';
import type { Site } from '../site.ts';
import type { Act, IntentView } from '../theme.ts';
import type { ServedRelease } from './served.ts';

/**
 * The page to which an intent leads, drawn on demand. It does nothing: a blog acts by its files, so it shows the one that
 * does what the writer came for.
 */
export async function intentPage(intent: Intent, release: ServedRelease, now: Date): Promise<string> {
  const { manifest, render, site } = release;
  const view = await intentView(intent, site, now);
  const locals = { site, navigation: manifest.navigation, intent: view };
  return (await render(`/intents/${intent.activity}/`, locals)).body;
}

type Choices = Extract<IntentView, { readonly act: 'choose' }>['choices'];

/** What the theme is given to draw for `intent`; its file is of `now`. */
export async function intentView(intent: Intent, site: Site, now: Date): Promise<IntentView> {
  switch (intent.activity) {
    case 'like':
      return proposing('like', { likeOf: intent.object }, now);
    case 'announce':
      return proposing('boost', { repostOf: intent.object }, now);
    case 'create': {
      const { content: text, inReplyTo, name: title } = intent;
      return proposing(inReplyTo === undefined ? 'note' : 'reply', { inReplyTo, title, text }, now);
    }
    case 'object':
      return { act: 'choose', target: intent.object, choices: choicesFor(intent.object, site) };
  }
}

async function proposing(act: Act, beginning: Beginning, now: Date): Promise<IntentView> {
  return { act, proposal: await proposalOf(act, beginning, now) };
}

function choicesFor(object: string, { intents }: Site): Choices {
  const value = encodeURIComponent(object);
  return [
    { act: 'like', url: `${intents}like?object=${value}` },
    { act: 'boost', url: `${intents}announce?object=${value}` },
    { act: 'reply', url: `${intents}create?inReplyTo=${value}` },
  ];
}
