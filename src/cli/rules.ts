import {
  aimAt,
  dropRule,
  makeRule,
  reasonWith,
  rulesFor,
  type Impact,
} from '../federation/moderation-verbs.ts';
import { patternRemedy, readPattern, type Pattern } from '../posts/moderation-pattern.ts';
import type { ModerationRule, RuleAct } from '../store/store.ts';
import { CommandError, printable, withBlog, type PublishedBlog } from './blog.ts';
import { findRulePlaces } from './rule-places.ts';
import { amount, jsonText } from './words.ts';

export interface RuleOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

/** `outward block|limit|hold|allow`: a rule of the writer's, which holds at once, and what it changed. */
export function rule(act: RuleAct, name: string, options: RuleOptions): Promise<number> {
  return withBlog(async ({ foundation: { now, remote, store }, site }) => {
    const written = patternOf(name);
    if (act === 'allow' && written.kind === 'words')
      throw new CommandError(`"${name}" is a word: only accounts and domains can be allowed.`);
    const aim = await aimAt(written, { now, remote, site, store });
    const reason = reasonWith(options.reason, aim.handle);
    const impact = await makeRule({ act, pattern: aim.pattern, reason }, { now, store });
    if (options.json === true) console.log(jsonText({ act, pattern: aim.pattern, reason, ...impact }));
    else {
      console.log(`${act} ${kindOf(aim.pattern)} ${printable(aim.pattern)}: ${impactWords(impact)}.`);
      if (aim.missing !== undefined)
        console.log(`No account was found there (${printable(aim.missing)}): the rule stands for the name.`);
    }
    return 0;
  });
}

/** `outward unblock`: takes back whatever a command said of it. A rule in a file is for the writer to remove. */
export function unblock(name: string, { json }: RuleOptions): Promise<number> {
  return withBlog(async (blog) => {
    const { now, store } = blog.foundation;
    const rules = await rulesAbout(patternOf(name), blog);
    if (rules.length === 0)
      throw new CommandError(`${name}: there is no rule about it. See: npm run outward -- rules`);
    const [made, written] = [rules.filter(isMade), rules.filter((one) => !isMade(one))];
    for (const { act, pattern } of made) {
      const impact = await dropRule(pattern, { now, store });
      if (json === true) console.log(jsonText({ act, pattern, ...impact }));
      else console.log(`No longer: ${act} ${printable(pattern)}: ${impactWords(impact)}.`);
    }
    if (written.length === 0) return 0;
    const placeOf = await findRulePlaces();
    const lines = written.map((one) => `${one.act} ${printable(one.pattern)} stands in ${placeOf(one)}`);
    throw new CommandError(`${lines.join('\n')}\nRemove it there, and publish.`);
  });
}

/** `outward rules`: all of them, wherever they were written. */
export function listRules({ json }: RuleOptions): Promise<number> {
  return withBlog(async ({ foundation: { store } }) => {
    const [rules, placeOf] = [await store.rules(), await findRulePlaces()];
    const views = rules.map((one) => {
      const { act, pattern, reason, since } = one;
      return { act, pattern, reason, sinceAt: since, place: placeOf(one) };
    });
    if (json === true) console.log(jsonText(views));
    else if (views.length === 0) console.log('There is no rule.');
    else
      for (const { act, pattern, place, reason, sinceAt } of views) {
        const day = new Date(sinceAt).toISOString().slice(0, 10);
        const why = reason === undefined ? '' : `: ${printable(reason)}`;
        console.log(`${act.padEnd(6)} ${printable(pattern)} (${place}, since ${day})${why}`);
      }
    return 0;
  });
}

/** What a command took the writer to mean, for him to see. */
function kindOf(pattern: string): string {
  if (pattern === '*') return 'everybody,';
  return kinds[patternOf(pattern).kind];
}

const kinds: Readonly<Record<Pattern['kind'], string>> = {
  account: 'the account',
  handle: 'the account',
  domain: 'the domain',
  domains: 'the domain and all below it,',
  words: 'what contains',
};

function isMade({ source }: ModerationRule): boolean {
  return source === 'command';
}

function patternOf(name: string): Pattern {
  const pattern = readPattern(name);
  if (pattern === undefined) throw new CommandError(`"${name}" names nobody and no word. ${patternRemedy}`);
  return pattern;
}

/** An account that nobody has a rule for by that name may have one by its id. */
async function rulesAbout(
  pattern: Pattern,
  { foundation: { now, remote, store }, site }: PublishedBlog,
): Promise<readonly ModerationRule[]> {
  const found = await rulesFor(pattern, store);
  if (found.length > 0 || (pattern.kind !== 'handle' && pattern.kind !== 'account')) return found;
  const aim = await aimAt(pattern, { now, remote, site, store });
  return (await store.rules()).filter((one) => one.pattern === aim.pattern);
}

function impactWords({ comments, followers }: Impact): string {
  const parts = [
    ...(comments > 0 ? [`hides ${amount(comments, 'comment', 'comments')}`] : []),
    ...(comments < 0 ? [`shows ${amount(-comments, 'comment', 'comments')}`] : []),
    ...(followers > 0 ? [`bars ${amount(followers, 'follower', 'followers')}`] : []),
    ...(followers < 0 ? [`lets ${amount(-followers, 'follower', 'followers')} back in`] : []),
  ];
  return parts.length === 0 ? 'changes nothing that is here' : parts.join(', ');
}
