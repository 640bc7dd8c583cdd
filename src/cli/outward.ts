import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Every command loads hundreds of TypeScript files: without types and compiled, as Node keeps them, that takes half the time.
// Where the folder cannot be written to, nothing is kept.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/outward'));

// The thread pool serves disk, database, the few signatures that need no thread of their own (`signers.ts`), and the names that
// only the system knows (`resolve.ts`), which may hold half of it (libuv): so the default four are few.
process.env.UV_THREADPOOL_SIZE ??= '8';

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
