import { EventEmitter } from 'node:events';
import https from 'node:https';
import { PassThrough } from 'node:stream';
import { resolveBySystem } from '../../../src/federation/resolve.ts';
import { openRemote, type Remote } from '../../../src/federation/remote.ts';
import { draftCavage } from '../../../src/protocol/signature/form.ts';
import { version } from '../../../src/app.ts';
import { NOW } from '../builders.ts';
import { ownKeysOf, site } from '../federation/examples.ts';

/** A request as it would have left, and nothing of the network. */
export interface RecordedRequest {
  readonly method: string;
  readonly target: string;
  /** In the order in which they are sent, by names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
}

/** How the other side answers, first come first served: its status, and what it says besides. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What `send` has the real Remote send to hosts that are not there: it goes all the way to where a connection would be opened.
 * `answers` are used up one a request.
 */
export async function requestsOf(
  answers: readonly Answer[],
  send: (remote: Remote) => Promise<unknown>,
): Promise<readonly RecordedRequest[]> {
  const recorded: RecordedRequest[] = [];
  const left = [...answers];
  const { request } = https;
  const record = ({ headers: sent, method = '', path }: https.RequestOptions): unknown => {
    const headers = Object.entries(sent as Record<string, string>);
    recorded.push({ method, target: path ?? '', headers });
    return answeredRequest(left.shift() ?? { status: 500 });
  };
  https.request = record as typeof https.request;
  const remote = openRemote({
    reach: { resolve: resolveBySystem, privatePeers: [] },
    origin: site.origin,
    userAgent: `Outward/${version} (+${site.origin}/)`,
    keys: () => ownKeysOf(site),
    forms: { find: () => draftCavage, put: () => undefined },
    now: () => NOW,
  });
  try {
    await send(remote);
  } finally {
    https.request = request;
    remote.close();
  }
  return recorded;
}

/** As much of a ClientRequest as a sender listens to. */
function answeredRequest({ headers = {}, status }: Answer): EventEmitter {
  const response = Object.assign(new PassThrough(), { statusCode: status, headers });
  const outgoing = Object.assign(new EventEmitter(), {
    reusedSocket: false,
    destroy: () => undefined,
    end: () => {
      outgoing.emit('response', response);
      response.end();
      outgoing.emit('close');
    },
  });
  return outgoing;
}
