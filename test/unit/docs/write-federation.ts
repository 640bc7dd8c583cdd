import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { blocksIn, withExamples } from './blocks.ts';
import { federationExamples } from './federation-examples.ts';

/** Puts what the program sends and answers into FEDERATION.md, where a marker names it (`npm run docs`). */
const file = join(import.meta.dirname, '../../../FEDERATION.md');
const examples = await federationExamples();
const written = await withExamples(await readFile(file, 'utf8'), examples);
await writeFile(file, await format(written, { ...(await resolveConfig(file)), filepath: file }));

const shown = new Set(blocksIn(written).map(({ name }) => name));
const missing = Object.keys(examples).filter((name) => !shown.has(name));
const unknown = [...shown].filter((name) => name === undefined || !Object.hasOwn(examples, name));
if (missing.length > 0) console.log(`FEDERATION.md does not show: ${missing.join(', ')}`);
if (unknown.length > 0) console.log(`There is no example for: ${unknown.join(', ')}`);
process.exitCode = missing.length + unknown.length === 0 ? 0 : 1;
