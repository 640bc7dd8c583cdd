import type { Connections } from './request.ts';

const bytesMax = 5_000_000;
const deadlineMs = 30_000;
const redirectsMax = 3;

/** The text of a list that the writer subscribes to, or why there is none, in words. Over https alone, wherever it leads. */
export async function fetchList(
  from: string,
  { connections, userAgent }: { readonly connections: Pick<Connections, 'send'>; readonly userAgent: string },
): Promise<{ readonly text: string } | string> {
  const headers = { 'user-agent': userAgent, accept: 'text/csv, text/plain', 'accept-encoding': 'identity' };
  const exchange = { method: 'GET', headers, answerBytesMax: bytesMax, deadlineMs } as const;
  try {
    let url = URL.parse(from);
    for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
      if (url?.protocol !== 'https:') return `${url?.href ?? from} is not an https address`;
      const { body, headers: said, status } = await connections.send({ ...exchange, url });
      if (status === 200) return { text: body.toString('utf8') };
      if (status < 300 || status >= 400 || said.location === undefined)
        return `${url.host} answered ${status}`;
      url = URL.parse(said.location, url);
    }
    return 'too many redirects';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
