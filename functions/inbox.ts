import type { IncomingMessage } from 'node:http';
import type { App } from '../src/app.ts';
import { readBody, tooLarge } from '../src/body.ts';
import { clientOf } from '../src/client.ts';
import { targetOf } from '../src/federation/authorise.ts';
import { receive } from '../src/federation/receive.ts';
import { acceptsActivityBody } from '../src/protocol/media-type.ts';
import { Refusal } from '../src/protocol/refusal.ts';

/** Twice what the largest reply needs, a quarter of what peers take. */
export const bodyBytesMax = 256 * 1024;

/** A POST to an inbox, whoever took it from the wire. */
export interface Arrival {
  /** Path and query. */
  readonly target: string;
  /** The network that it comes from, where that says anything (see `clientOf`). */
  readonly client: string | undefined;
  /** A field by its name in lower case. */
  header(name: string): string | null;
  /** The exact bytes. Rejects with Refusal('too-large'). */
  body(bytesMax: number): Promise<Uint8Array>;
}

/** The actor's inbox, and the shared one (ActivityPub §5.2, §7.1.3). 202 means that the activity and its effects are stored. */
export async function inbox(request: Request, app: App, incoming?: IncomingMessage): Promise<Response> {
  const client = incoming && clientOf(incoming, app.settings.trustProxy);
  await takeArrival(arrivalOf(request, client), app);
  return new Response(null, { status: 202 }); // A Refusal thrown on the way becomes Problem Details in server.ts.
}

/** Resolves when what arrived is stored, or is of no concern to us. Rejects with a Refusal otherwise. */
export async function takeArrival(arrival: Arrival, app: App): Promise<void> {
  try {
    await takeInTurn(arrival, app);
    app.context.counters.count('inbox', 'accepted');
  } catch (error) {
    app.context.counters.count('inbox', error instanceof Refusal ? error.code : 'failed');
    throw error;
  }
}

/** What costs least is asked first, and nothing is read for whom there is no place. */
async function takeInTurn(arrival: Arrival, { context, gate }: App): Promise<void> {
  const header = (name: string): string | null => arrival.header(name);
  checkKind(header);
  const leave = gate.enter(arrival.client, header, bodyBytesMax);
  try {
    const body = await arrival.body(bodyBytesMax);
    const { host } = context.site;
    await receive(
      {
        method: 'POST',
        target: arrival.target,
        // Whatever a proxy made of its Host, it was signed for our public name, or it does not verify.
        header: (name) => (name === 'host' ? host : arrival.header(name)),
        body,
      },
      context,
    );
  } finally {
    leave();
  }
}

function checkKind(header: Arrival['header']): void {
  if (Number(header('content-length') ?? 0) > bodyBytesMax) throw tooLarge(bodyBytesMax);
  const type = header('content-type');
  if (!acceptsActivityBody(type))
    throw new Refusal('unsupported-type', `an inbox takes no ${type ?? 'body without a type'}`);
  const encoding = header('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new Refusal('unsupported-type', `an inbox takes no body in ${encoding}`);
  if (header('signature') === null) throw new Refusal('unsigned', 'the request has no Signature');
}

function arrivalOf(request: Request, client: string | undefined): Arrival {
  return {
    target: targetOf(request.url),
    client,
    header: (name) => request.headers.get(name),
    body: (bytesMax) => readBody(request, bytesMax),
  };
}
