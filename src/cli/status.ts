import { countWaiting } from '../federation/approve.ts';
import { openCommand, settings } from './environment.ts';

/** More are not counted. */
const reportsMax = 1_000;

/** `outward status`: what the store knows, in one look. */
export async function status(options: { readonly json?: boolean }): Promise<number> {
  const foundation = await openCommand(settings());
  try {
    const { store } = foundation;
    const [followers, waiting, reports, deliveries, announcements] = await Promise.all([
      store.countFollowers(),
      countWaiting(store),
      store.reports(reportsMax),
      store.deliveryCounts(),
      store.announcements(),
    ]);
    if (options.json === true)
      console.log(
        JSON.stringify(
          { followers, waiting, reports: reports.length, deliveries, posts: announcements },
          undefined,
          2,
        ),
      );
    else {
      console.log(`Followers: ${followers}`);
      if (waiting > 0) console.log(`Waiting to follow: ${waiting} (see: outward followers --pending)`);
      if (reports.length > 0) console.log(`Reports: ${reports.length} (see: outward reports)`);
      console.log(
        `Deliveries: ${deliveries.delivered} accepted, ${deliveries.pending} waiting, ${deliveries.failed} given up`,
      );
      for (const { deleted, published, slug, state } of announcements) {
        console.log(
          `${state.padEnd(10)} ${new Date(deleted ?? published).toISOString().slice(0, 16)} ${slug}`,
        );
      }
    }
    return 0;
  } finally {
    await foundation.close();
  }
}
