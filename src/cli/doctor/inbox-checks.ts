import type { SeenByServer } from '../../../functions/doctor.ts';
import { version } from '../../app.ts';
import type { RefusalCode } from '../../protocol/refusal.ts';
import type { Reply } from './ask.ts';
import { failure, skipped, warning, well, type Check, type Verdict } from './finding.ts';
import { pretendedAddress, seenIn, type InboxSeen } from './inbox.ts';

const group = 'What others send';

export const inboxChecks: readonly Check<InboxSeen>[] = [
  { group, name: 'This very server', judge: judgeIdentity },
  { group, name: 'Signature', judge: judgeSignature },
  { group, name: 'Host header', judge: withEcho(judgeHost) },
  { group, name: 'X-Forwarded-For', judge: withEcho(judgeForwarded) },
  { group, name: 'Inbox', judge: ({ own }) => judgeTaken(own) },
  { group, name: 'Shared inbox', judge: ({ shared }) => judgeTaken(shared) },
  { group, name: 'Large activities', judge: judgeLarge },
  { group, name: 'Refusal', judge: ({ stale }) => judgeRefusal(stale) },
];

type EchoJudge = (seen: SeenByServer, inbox: InboxSeen) => Verdict;

function withEcho(judge: EchoJudge): (inbox: InboxSeen) => Verdict {
  return (inbox) => {
    const seen = seenIn(inbox.echo);
    return seen === undefined ? skipped('this server was not reached') : judge(seen, inbox);
  };
}

function judgeIdentity({ echo, site }: InboxSeen): Verdict {
  const seen = seenIn(echo);
  if (seen !== undefined && seen.version !== version)
    return warning(`is version ${seen.version}, and this is ${version}`, {
      cause: 'The program was renewed since the server was started.',
      cure: 'Start the server anew.',
    });
  if (seen !== undefined)
    return well(`${site.origin} is answered from here, by version ${seen.version}, release ${seen.release}`);
  const found = echo.kind === 'silence' ? `nobody answers: ${echo.reason}` : `answered ${echo.status}`;
  return failure(`${found} where this server would have known the question`, {
    cause:
      'Another server answers, one with another DATA_DIR, or one of an older version; or POST does not get through.',
    cure: 'See where the proxy forwards to, that POST passes to any path, and that server and doctor have the same settings.',
  });
}

const faults: Partial<Readonly<Record<RefusalCode, readonly [found: string, cause: string, cure: string]>>> =
  {
    unsigned: [
      'does not arrive',
      'Something in front takes the Signature header away, so every delivery is refused.',
      'Have it pass on all headers; Signature, Signature-Input, Digest, Content-Digest and Date above all.',
    ],
    'bad-digest': [
      'does not fit the body that arrives',
      'Something in front changes what is posted, or takes Digest away.',
      'Have it pass bodies on byte by byte: no rewriting, no filter for JSON.',
    ],
    'bad-signature': [
      'does not verify',
      'Something in front changes path, query, Date or another signed header; or the keys were just rotated.',
      'Have it forward the path as it is asked for (nginx: proxy_pass without a path) and Date as it comes.',
    ],
    stale: [
      'seems too old or too new',
      'The clocks of server and doctor differ, or Date is rewritten on the way.',
      'Have the machine ask a time server (timedatectl set-ntp true), and the proxy leave Date alone.',
    ],
  };

function judgeSignature({ echo, own }: InboxSeen): Verdict {
  const seen = seenIn(echo);
  const fault = seen === undefined ? (refusalIn(own) as RefusalCode | undefined) : seen.fault;
  if (fault === null) return well('arrives whole, with the body that it is for');
  if (fault === undefined) return skipped('this server was not reached');
  const [found, cause, cure] = faults[fault] ?? [
    `is refused (${fault})`,
    'The server does not take what it has signed itself.',
    'Look into its log.',
  ];
  return failure(found, { cause, cure });
}

function judgeHost({ host }: SeenByServer, { site }: InboxSeen): Verdict {
  if (host === site.host) return well(`arrives as ${host}`);
  return warning(`arrives as ${host ?? 'nothing'}`, {
    cause: `The proxy asks under another name than ${site.host}. This server puts its ORIGIN in the place of it, others behind the proxy may not.`,
    cure: 'nginx: proxy_set_header Host $host; Apache: ProxyPreserveHost On; Caddy does so by itself.',
  });
}

/** What the client itself claimed must not be the last word. */
function judgeForwarded({ forwardedFor, trustsProxy }: SeenByServer): Verdict {
  const last = forwardedFor?.split(',').at(-1)?.trim();
  const isPretended = last === pretendedAddress;
  if (trustsProxy && isPretended)
    return failure('clients may choose the address that they are counted under', {
      cause:
        'TRUST_PROXY is set, and X-Forwarded-For arrives as the client wrote it: no proxy, or one that adds nothing.',
      cure: 'nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; without a proxy: TRUST_PROXY=false.',
    });
  if (trustsProxy && last === undefined)
    return warning('does not arrive', {
      cause: 'TRUST_PROXY is set, and the proxy does not say who asks: limits by address do not work.',
      cure: 'nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for.',
    });
  if (!trustsProxy && last !== undefined && !isPretended)
    return warning('arrives, and is not believed', {
      cause: 'A proxy stands in front, and TRUST_PROXY is not set: to the limits, all clients are one.',
      cure: 'Start the server with TRUST_PROXY=true.',
    });
  return well(
    trustsProxy ? `is that of the proxy (${last ?? ''})` : 'no proxy writes it, and none is believed',
  );
}

function isTaken(reply: Reply): boolean {
  return reply.kind === 'answer' && reply.status === 202;
}

function judgeTaken(reply: Reply): Verdict {
  if (isTaken(reply)) return well('takes what is signed');
  return failure(answeredBy(reply), {
    cause: 'What other servers deliver is not taken: follows, replies and likes are lost after some days.',
    cure:
      refusalIn(reply) === undefined
        ? 'The answer is not ours: have the proxy forward POST to it, without a login, a puzzle or a filter.'
        : 'The answer is ours; see the other findings, and the log of the server.',
  });
}

function judgeLarge({ large, shared }: InboxSeen): Verdict {
  if (isTaken(large)) return well('200 KB are taken');
  if (!isTaken(shared)) return skipped('small ones are not taken either');
  return failure(`200 KB: ${answeredBy(large)}`, {
    cause: 'Something in front takes less than the server, and long posts are lost.',
    cure: 'nginx: client_max_body_size 1m; Apache: LimitRequestBody 1048576; or the like in what filters requests.',
  });
}

function judgeRefusal(reply: Reply): Verdict {
  const refusal = refusalIn(reply);
  if (reply.kind === 'answer' && reply.status === 401 && refusal === 'stale')
    return well('what was signed a month ago is refused');
  if (refusal === 'blocked') return well('who may not write here is refused before his signature is read');
  if (refusal === 'unsigned') return skipped('the signature does not arrive');
  return failure(`what was signed a month ago: ${answeredBy(reply)}`, {
    cause: 'The answer should be 401: something else answers, or signatures are not looked at.',
    cure: 'See where the proxy forwards to; it must not answer POST by itself.',
  });
}

function answeredBy(reply: Reply): string {
  if (reply.kind === 'silence') return `nobody answers: ${reply.reason}`;
  const refusal = refusalIn(reply);
  return `answered ${reply.status}${refusal === undefined ? '' : ` (${refusal})`}`;
}

/** The code of a Refusal of ours, as Problem Details name it. */
function refusalIn(reply: Reply): string | undefined {
  if (reply.kind === 'silence') return undefined;
  return /"urn:outward:refusal:([a-z-]{1,40})"/.exec(reply.body.toString('utf8'))?.[1];
}
