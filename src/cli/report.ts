import { findReported, reportsOf, type Reported } from '../federation/report.ts';
import { CommandError, withBlog } from './blog.ts';
import { jsonText } from './words.ts';

/** `outward report`: tells the servers of these posts or people what is wrong with them. All are found, or nothing is sent. */
export function report(
  urls: readonly string[],
  options: { readonly reason: string; readonly json?: boolean },
): Promise<number> {
  return withBlog(async ({ foundation: { now, remote, store }, site }) => {
    const context = { now, remote, site, store };
    const found = await Promise.all(urls.map((url) => findReported(url, context)));
    const missing = urls.flatMap((url, at) => {
      const outcome = found[at];
      return typeof outcome === 'string' ? [`${url}: nothing to report there (${outcome}).`] : [];
    });
    if (missing.length > 0) throw new CommandError(missing.join('\n'));
    const reported = found.filter((outcome): outcome is Reported => typeof outcome !== 'string');
    const reports = reportsOf(reported, options.reason, context);
    await store.transact((tx) => {
      for (const one of reports) tx.enqueue(one);
    });
    const hosts = reports.map(({ inboxes }) => inboxes.map((inbox) => new URL(inbox).host).join());
    if (options.json === true) console.log(jsonText({ reportedTo: hosts }));
    else for (const host of hosts) console.log(`Reported to ${host}.`);
    return 0;
  });
}
