import { openCommand, settings } from './environment.ts';

/** `outward status`: what the store knows, in one look. */
export async function status(options: { readonly json?: boolean }): Promise<number> {
  const foundation = await openCommand(settings());
  try {
    const { store } = foundation;
    const [followers, deliveries, announcements] = await Promise.all([
      store.countFollowers(),
      store.deliveryCounts(),
      store.announcements(),
    ]);
    if (options.json === true)
      console.log(JSON.stringify({ followers, deliveries, posts: announcements }, undefined, 2));
    else {
      console.log(`Followers: ${followers}`);
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
