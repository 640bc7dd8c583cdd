/**
 * A process of its own that writes to the store at the path given: so many transactions, one after the other, each of one
 * setting `<name>-<n>`. It prints a line when all are acknowledged, and stays until it is killed.
 */
import { openSqliteStore } from '../../src/store/sqlite.ts';

const [path = '', name = '', count = '0'] = process.argv.slice(2);
const store = await openSqliteStore(path);
for (let n = 0; n < Number(count); n += 1) {
  await store.transact((tx) => tx.putSetting(`${name}-${n}`, 'written'));
}
console.log('acknowledged');
setInterval(() => undefined, 1000);
