// The thread pool serves disk, database, the few signatures that need no thread of their own (`signers.ts`), and the names that
// only the system knows (`resolve.ts`), which may hold half of it (libuv): so the default four are few.
process.env.UV_THREADPOOL_SIZE ??= '8';

export {}; // A module, for all that read types.

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
