import { expect, test } from 'vitest';
import { version } from '../../../../src/app.ts';
import type { SeenByServer } from '../../../../functions/doctor.ts';
import type { Answer } from '../../../../src/cli/doctor/ask.ts';
import { examine } from '../../../../src/cli/doctor/finding.ts';
import { inboxChecks } from '../../../../src/cli/doctor/inbox-checks.ts';
import { pretendedAddress, type InboxSeen } from '../../../../src/cli/doctor/inbox.ts';
import { site } from '../../theme/sample.ts';
import { expectOnly, healthy } from './expectations.ts';
import { answered, silence } from './replies.ts';

const seen: SeenByServer = {
  version,
  release: '20260301T110000000Z',
  host: site.host,
  forwardedFor: `${pretendedAddress}, 8.8.8.8`,
  trustsProxy: true,
  fault: null,
};

function refused(status: number, code: string): Answer {
  return answered(status, {}, { type: `urn:outward:refusal:${code}` });
}

const taken = answered(202);
const good: InboxSeen = {
  ...{ site, own: taken, shared: taken, large: taken },
  echo: answered(200, {}, seen),
  stale: refused(401, 'stale'),
};

function echoing(changes: Partial<SeenByServer>): Partial<InboxSeen> {
  return { echo: answered(200, {}, { ...seen, ...changes }) };
}

test('all is well where requests arrive as they were sent', () => {
  expect(healthy(examine(inboxChecks, good))).toBe(true);
});

test.each([
  ['without a proxy', { trustsProxy: false, forwardedFor: pretendedAddress }],
  ['behind one that takes the header away, and is not believed', { trustsProxy: false, forwardedFor: null }],
])('all is well %s', (_, changes) => {
  expect(healthy(examine(inboxChecks, { ...good, ...echoing(changes) }))).toBe(true);
});

test.each<[string, Partial<InboxSeen>, string, 'warning' | 'failure', string]>([
  ['a body that is changed', echoing({ fault: 'bad-digest' }), 'Signature', 'failure', 'byte by byte'],
  ['a path that is rewritten', echoing({ fault: 'bad-signature' }), 'Signature', 'failure', 'proxy_pass'],
  ['a Date that is rewritten', echoing({ fault: 'stale' }), 'Signature', 'failure', 'leave Date alone'],
  ['a fault that nobody foresaw', echoing({ fault: 'too-large' }), 'Signature', 'failure', 'log'],
  [
    'a server that runs an older version',
    echoing({ version: '0.0.1' }),
    'This very server',
    'warning',
    'Start the server anew',
  ],
  ['another Host', echoing({ host: '127.0.0.1:4321' }), 'Host header', 'warning', 'proxy_set_header Host'],
  [
    'an address that the client chooses',
    echoing({ forwardedFor: pretendedAddress }),
    'X-Forwarded-For',
    'failure',
    'TRUST_PROXY=false',
  ],
  [
    'a proxy that does not say who asks',
    echoing({ forwardedFor: null }),
    'X-Forwarded-For',
    'warning',
    'proxy_add_x_forwarded_for',
  ],
  [
    'a proxy that is not believed',
    echoing({ trustsProxy: false }),
    'X-Forwarded-For',
    'warning',
    'TRUST_PROXY=true',
  ],
  ['an inbox that asks for a login', { own: answered(401) }, 'Inbox', 'failure', 'without a login'],
  ['an inbox that fails', { own: refused(503, 'unavailable') }, 'Inbox', 'failure', 'log of the server'],
  ['a limit on bodies', { large: answered(413) }, 'Large activities', 'failure', 'client_max_body_size'],
  ['old signatures that are taken', { stale: taken }, 'Refusal', 'failure', 'must not answer POST'],
])('%s: is named, with cause and cure', (_, bad, name, state, cure) => {
  expectOnly(examine(inboxChecks, { ...good, ...bad }), { name, state, cure });
});

test('where Signature is taken away, what follows from it is not told twice', () => {
  const unsigned = refused(401, 'unsigned');
  const all = { own: unsigned, shared: unsigned, large: unsigned, stale: unsigned };
  const findings = examine(inboxChecks, { ...good, ...echoing({ fault: 'unsigned' }), ...all });
  const inbox = { state: 'failure', cure: 'see the other findings' } as const;
  expectOnly(
    findings,
    { name: 'Signature', state: 'failure', cure: 'pass on all headers' },
    { ...inbox, name: 'Inbox' },
    { ...inbox, name: 'Shared inbox' },
  );
});

test.each([
  ['nobody', silence],
  ['another program', answered(200, {}, '<html>')],
  ['one that says anything', answered(200, {}, { ...seen, forwardedFor: 7 })],
  ['another server of ours', refused(404, 'not-found')],
])('that %s answers in place of this server is named', (_, echo) => {
  const findings = examine(inboxChecks, { ...good, echo });
  expectOnly(findings, { name: 'This very server', state: 'failure', cure: 'the same settings' });
  expect(findings.filter(({ state }) => state === 'skipped')).toHaveLength(3);
});
