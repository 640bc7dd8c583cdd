import { openPlaces, openRateLimit, type PlaceLimits, type Rate } from './limits.ts';

/** Who may come in at the inbox, before anything of the request is believed, or even read. */
export interface Gate {
  /**
   * Lets a request in, from the network `client` if it is known; what this returns is to be called when it has been answered.
   * Throws Refusal('too-many-requests'), which costs no more than the header.
   */
  enter(
    client: string | undefined,
    header: (name: string) => string | null,
    bodyBytesMax: number,
  ): () => void;
  underWay(): number;
}

/** A place is held for milliseconds, so this is more than the machine can do in a second. */
const mebibyte = 1024 * 1024;
const placeLimits: PlaceLimits = {
  max: 512,
  crowdedAt: 256,
  shareMax: 32,
  bytesMax: 32 * mebibyte,
  bytesCrowdedAt: 16 * mebibyte,
  bytesShareMax: 2 * mebibyte,
};

export function openGate(rate: Rate, elapsed: () => number): Gate {
  const places = openPlaces(placeLimits);
  const rates = openRateLimit('requests', rate, elapsed);
  return {
    enter: (client, header, bodyBytesMax) => {
      // Behind a proxy that is not trusted with the address it is the server that the signature names, though nobody has
      // proved it: then a stranger can use up the share of another, but not of all others.
      const source = client ?? claimedHost(header);
      const leave = places.take(source, announcedBytes(header, bodyBytesMax));
      try {
        rates.demand(source);
        return leave;
      } catch (error) {
        leave();
        throw error;
      }
    },
    underWay: () => places.underWay(),
  };
}

/** Without a length it may be as long as is allowed. */
function announcedBytes(header: (name: string) => string | null, bytesMax: number): number {
  const announced = Number(header('content-length') ?? bytesMax);
  return Math.min(Number.isNaN(announced) ? bytesMax : announced, bytesMax);
}

/** The host of the key that a signature of either form names; the empty text where it names none. */
function claimedHost(header: (name: string) => string | null): string {
  const named = header('signature-input') ?? header('signature') ?? '';
  return /keyid="https?:\/\/([^/"?#]{1,255})/i.exec(named)?.[1]?.toLowerCase() ?? '';
}
