import { startAudit } from './lighthouse-audit.ts';
import { startWholeBlog } from './whole-blog.ts';

/**
 * `npm run lighthouse` prints what Lighthouse gives the front page, a post with pictures and conversation, and a tag, each
 * three times: its performance depends on what else the machine does, the other three categories do not.
 */

const paths = ['/', '/posts/the-host-may-shut-the-door/', '/tags/smallweb/'];
const turns = 3;

await using blog = await startWholeBlog();
await using audit = await startAudit();
for (const path of paths)
  for (let turn = 1; turn <= turns; turn += 1) {
    const { audits, categories } = await audit.of(`${blog.origin}${path}`);
    const scores = Object.values(categories).map(
      ({ score, title }) => `${title} ${Math.round((score ?? 0) * 100)}`,
    );
    console.log(`${path} ${scores.join(', ')}`);
    const faults = Object.values(audits).filter(
      ({ score, scoreDisplayMode }) => score !== null && score < 1 && scoreDisplayMode !== 'informative',
    );
    for (const { id, displayValue = '' } of faults) console.log(`  ${id} ${displayValue}`);
  }
