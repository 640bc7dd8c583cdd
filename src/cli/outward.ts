// The thread pool serves DNS, disk, database and signatures alike: with the default four, one slow name holds up all of them.
process.env.UV_THREADPOOL_SIZE ??= '16';

export {}; // A module, for all that read types.

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
