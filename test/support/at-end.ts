const actions = new Set<() => void>();

process.once('exit', run);
// A worker of the test runner is ended by SIGTERM, which by itself tells nobody.
process.once('SIGTERM', () => {
  run();
  process.kill(process.pid, 'SIGTERM');
});

function run(): void {
  for (const action of actions) action();
  actions.clear();
}

/** Has `action` done when this process ends, for what disposal did not get to. Gives back how to call it off. */
export function atEnd(action: () => void): () => void {
  actions.add(action);
  return () => void actions.delete(action);
}
