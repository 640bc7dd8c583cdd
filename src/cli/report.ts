import { findReported, reportsOf, type Reported } from '../federation/report.ts';
import { CommandError, withBlog } from './blog.ts';

/** `outward report`: tells the servers of these posts or people what is wrong with them. All are found, or nothing is sent. */
export function report(urls: readonly string[], options: { readonly reason: string }): Promise<number> {
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
    for (const { inboxes } of reports)
      console.log(`Reported to ${inboxes.map((inbox) => new URL(inbox).host).join()}.`);
    return 0;
  });
}
