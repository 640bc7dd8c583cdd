import type { Audience } from '../store/store.ts';

/** `2026-03-01T12:00:01Z`, to the second. */
export function stamp(at: number | undefined): string {
  return at === undefined ? 'at a time unknown' : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `3 inboxes on 2 servers` */
export function counted({ inboxes, servers }: Audience): string {
  return inboxes === 0
    ? 'nobody'
    : `${amount(inboxes, 'inbox', 'inboxes')} on ${amount(servers, 'server', 'servers')}`;
}

/** `1 server`, `1,200 servers` */
export function amount(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** `1 min 20 s`, in its two largest units; `0 s` when it is over. */
export function spanOf(ms: number): string {
  let seconds = Math.max(0, Math.ceil(ms / 1000));
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    return { count, text: `${count} ${unit}` };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  const shown = first === -1 ? [] : parts.slice(first, first + 2).filter(({ count }) => count > 0);
  return shown.length === 0 ? '0 s' : shown.map(({ text }) => text).join(' ');
}

/** When what waits is told, as goes on after "told": `in 1 min 20 s`. Only a running server tells. */
export function whenTold(tellAt: number, now: number, isServed: boolean): string {
  const left = tellAt > now ? spanOf(tellAt - now) : undefined;
  if (isServed) return left === undefined ? 'at any moment' : `in ${left}`;
  const soonest = left === undefined ? '' : `, in ${left} at the earliest`;
  return `when a server runs again (npm start)${soonest}`;
}

/** JSON for programs: moments, which have names that end in `At`, in ISO 8601, and null for what is undefined. */
export function jsonText(value: object): string {
  const readable = (name: string, part: unknown): unknown => {
    if (part === undefined) return null;
    return name.endsWith('At') && typeof part === 'number' ? new Date(part).toISOString() : part;
  };
  return JSON.stringify(value, readable, 2);
}
