import { printable, withBlog } from './blog.ts';

const listedMax = 1_000;

/** `outward reports`: what other servers' people reported to the writer, newest first. */
export function listReports(options: { readonly json?: boolean }): Promise<number> {
  return withBlog(async ({ foundation: { store } }) => {
    const reports = await store.reports(listedMax);
    if (options.json === true) {
      const rows = reports.map(({ actor, at, content, objects }) => {
        return { actor, at: new Date(at).toISOString(), objects, content };
      });
      console.log(JSON.stringify(rows, undefined, 2));
    } else {
      if (reports.length === 0) console.log('Nobody reported anything.');
      for (const { actor, at, content, objects } of reports) {
        console.log(`${new Date(at).toISOString().slice(0, 16)} from ${printable(actor)}`);
        for (const object of objects) console.log(`  ${printable(object)}`);
        if (content !== '') console.log(`  "${printable(content)}"`);
      }
    }
    return 0;
  });
}
