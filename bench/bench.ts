import { measureDeliveries } from './deliveries.ts';
import { tableOf, type Figures } from './figures.ts';
import { measureReplies } from './replies.ts';

const asJson = process.argv.includes('--json');
const measured: Figures[] = [];
for (const measure of [measureReplies, measureDeliveries]) {
  const figures = await measure();
  if (!asJson) console.log(`${tableOf(figures)}\n`);
  measured.push(figures);
}
if (asJson) console.log(JSON.stringify(measured, undefined, 2));
