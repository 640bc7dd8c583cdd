import type { Settings } from '../config.ts';
import { privateKeyFromPem } from '../protocol/signature/keys.ts';
import { siteOf } from '../site.ts';
import { addressChecks } from './doctor/address-checks.ts';
import { observeAddress, type AddressSeen } from './doctor/address.ts';
import { blogChecks } from './doctor/blog-checks.ts';
import { observeBlog, type BlogSeen } from './doctor/blog.ts';
import { examine, skipped, type Finding } from './doctor/finding.ts';
import { inboxChecks } from './doctor/inbox-checks.ts';
import { observeInbox } from './doctor/inbox.ts';
import { machineChecks, originCheck } from './doctor/machine-checks.ts';
import { observeMachine } from './doctor/machine.ts';
import { pageChecks } from './doctor/page-checks.ts';
import { observePages } from './doctor/pages.ts';
import { reportLines, troubleLines } from './doctor/report.ts';
import { settings } from './environment.ts';
import { whileTelling } from './progress.ts';
import { jsonText } from './words.ts';

export interface DoctorOptions {
  readonly json?: boolean;
  /** Ask nothing of the public address. */
  readonly inside?: boolean;
}

/** `outward doctor`: what is well and what is not, with cause and cure. 1 when anything fails, 0 otherwise; changes nothing. */
export async function doctor({ inside, json }: DoctorOptions): Promise<number> {
  const loaded = settings();
  const findings = await whileTelling('Looking', () => findingsOf(loaded, inside === true), console.error);
  console.log(json === true ? jsonText(findings) : reportLines(findings).join('\n'));
  return findings.some(({ state }) => state === 'failure') ? 1 : 0;
}

/** What a server that starts should say of its machine, a line each; it keeps nobody waiting. */
export async function machineTrouble(loaded: Settings, now: number): Promise<readonly string[]> {
  return troubleLines(examine(machineChecks, await observeMachine(loaded, now)));
}

async function findingsOf(loaded: Settings, insideOnly: boolean): Promise<readonly Finding[]> {
  const now = Date.now();
  const machine = await observeMachine(loaded, now);
  const blog = await observeBlog(loaded, now);
  const inside = [...examine([...machineChecks, originCheck], machine), ...examine(blogChecks, blog)];
  return insideOnly ? inside : [...inside, ...(await findingsOutside(loaded, blog))];
}

async function findingsOutside(loaded: Settings, blog: BlogSeen): Promise<readonly Finding[]> {
  const address = await observeAddress(loaded, Date.now());
  return [...examine(addressChecks, address), ...(await findingsOfAnswers(loaded, blog, address))];
}

/** Where nobody answers, or nothing was published, there is nothing more to ask. */
async function findingsOfAnswers(
  { authorizedFetch, dataDir, origin }: Settings,
  { inside, manifest }: BlogSeen,
  { home }: AddressSeen,
): Promise<readonly Finding[]> {
  const { instance, request } = inside?.keys ?? {};
  if (home.kind === 'silence') return [nothingAsked('nobody answers')];
  if (manifest === undefined) return [nothingAsked('nothing was published yet')];
  if (instance?.kind !== 'whole' || request?.kind !== 'whole')
    return [nothingAsked('the keys cannot be read')];
  const site = siteOf(manifest.blog, origin);
  const keys = { request: request.pair.publicKeyPem, instance: instance.pair.publicKeyPem };
  const key = { keyId: instance.pair.id, privateKey: privateKeyFromPem(instance.pair.privateKeyPem) };
  const pages = await observePages({ manifest, site, keys, authorizedFetch });
  const inbox = await observeInbox({ site, dataDir, key, now: Date.now() });
  return [...examine(pageChecks, pages), ...examine(inboxChecks, inbox)];
}

function nothingAsked(why: string): Finding {
  return { group: 'What others fetch and send', name: 'All of it', ...skipped(why) };
}
