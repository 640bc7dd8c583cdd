// The thread pool serves DNS, disk, database and signatures alike. Half of it may wait for slow names (libuv), so the default
// four are few; many more, all of them signing, would keep the event loop from its turn.
process.env.UV_THREADPOOL_SIZE ??= '5';

export {}; // A module, for all that read types.

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
