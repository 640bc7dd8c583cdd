import { feedPath } from '../notices/feed.ts';
import { feedSecret, renewFeedSecret } from '../notices/secrets.ts';
import { mailTrouble } from '../notices/courier.ts';
import { printable } from './blog.ts';
import { openCommand, settings } from './environment.ts';
import { amount, jsonText, stamp } from './words.ts';

/** `outward notices`: the address of the writer's feed, and how mail fares. */
export async function showNotices(options: { readonly json?: boolean }): Promise<number> {
  const loaded = settings();
  const foundation = await openCommand(loaded);
  try {
    const { store } = foundation;
    const feed = loaded.origin + feedPath(await feedSecret(store));
    const [mail, trouble] = [loaded.mail, await mailTrouble(store)];
    const shown = { feed, mailTo: mail?.to, pace: mail?.pace, trouble };
    console.log(options.json === true ? jsonText(shown) : linesOf(shown).join('\n'));
    return 0;
  } finally {
    await foundation.close();
  }
}

/** `outward notices renew`: the address before leads nowhere. */
export async function renewNotices({ json }: { readonly json?: boolean }): Promise<number> {
  const { origin } = settings();
  const foundation = await openCommand(settings());
  try {
    const feed = `${origin}${feedPath(await renewFeedSecret(foundation.store))}`;
    if (json === true) {
      console.log(jsonText({ feed }));
      return 0;
    }
    console.log(`Feed: ${feed}`);
    console.log(
      'The address before leads nowhere. Links in entries and mails hold until their time is over.',
    );
    return 0;
  } finally {
    await foundation.close();
  }
}

interface Shown {
  readonly feed: string;
  readonly mailTo: string | undefined;
  readonly pace: string | undefined;
  readonly trouble: Trouble | undefined;
}

type Trouble = NonNullable<Awaited<ReturnType<typeof mailTrouble>>>;

function linesOf({ feed, mailTo, pace, trouble }: Shown): readonly string[] {
  return [
    `Feed: ${feed}`,
    'Whoever has this address, or one of the links in it, can decide for you. For another one: npm run outward -- notices renew',
    mailTo === undefined
      ? 'Mail: none. Set SMTP_URL and MAIL_TO.'
      : `Mail: ${pace === 'each' ? 'one for each' : (pace ?? '')}, to ${mailTo}`,
    ...(trouble === undefined ? [] : [mailTroubleLine(trouble)]),
  ];
}

/** That mail does not go out, and why. */
export function mailTroubleLine({ failures, reason, retryAt }: Trouble): string {
  const times = amount(failures, 'time', 'times');
  return `Mail does not go out: failed ${times} (${printable(reason)}), next try ${stamp(retryAt)}`;
}
