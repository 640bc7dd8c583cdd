// Hosts that hang, trickle, reset, redirect, lie, refuse and pour out, on plain HTTP. Asked for a number, it names so many inboxes.
import { startHostileHosts } from '../test/support/hostile-hosts.ts';
import type { Hostile } from './hosts.ts';
import { serve } from './worker.ts';

let asked = 0;
const hosts = await startHostileHosts('bench.test');
serve<Hostile>(null, (count) => Promise.resolve(hosts.inboxes(count, `h${++asked}`)));
