// Loaded with `node --import` before a child process: its time of day is off by as many milliseconds as the file that CLOCK_FILE
// names says, read at the beginning and at each SIGUSR2. How fast time passes is left alone.
import { readFileSync } from 'node:fs';

let offsetMs = 0;
const read = () => {
  offsetMs = Number(readFileSync(process.env.CLOCK_FILE ?? '', 'utf8'));
};
read();
process.on('SIGUSR2', read);

const realNow = Date.now;
Date.now = () => realNow() + offsetMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, parts) =>
    parts.length === 0 ? new target(Date.now()) : /** @type {Date} */ (Reflect.construct(target, parts)),
});
