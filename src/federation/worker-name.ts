/** Names a worker in the leases it takes: machine, process, start. */
export function workerName(hostname: string, pid: number, startedAt: number): string {
  return `${hostname}/${pid}/${startedAt}`;
}

/**
 * Whether the owner of a lease ran on this machine and runs no more, so that its rows may be taken back at once. Leases of
 * other machines are left to expire.
 */
export function isDeadWorker(owner: string, self: string, isRunning: (pid: number) => boolean): boolean {
  const [hostname, pid] = owner.split('/');
  const [ownHostname, ownPid] = self.split('/');
  if (owner === self || hostname !== ownHostname) return false;
  // The same number after a restart (always 1 in a container) is this process, not the one before.
  return pid === ownPid || !isRunning(Number(pid));
}
