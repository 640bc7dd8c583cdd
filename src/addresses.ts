import ipaddr from 'ipaddr.js';

/** A block of addresses in CIDR notation, read: `10.0.0.0/8`. */
export type AddressRange = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Reads `10.0.0.0/8, ::1/128`. Throws a sentence that names the part that is no range. */
export function parseRanges(text: string): readonly AddressRange[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseRange);
}

function parseRange(part: string): AddressRange {
  if (!ipaddr.isValidCIDR(part)) {
    throw new Error(`"${part}" is not a range of addresses; write it like 10.0.0.0/8 or ::1/128`);
  }
  return ipaddr.parseCIDR(part);
}

/**
 * Whether a stranger's URL may lead us to this address: only unicast space of the public internet, in whatever notation it
 * comes. IPv6 forms that only wrap an IPv4 address (mapped, compatible, NAT64, 6to4) are refused, whatever they carry.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast)) return false;
  return parsed.range() === 'unicast';
}

/** All of IPv6 that is ever given out (RFC 4291 §2.4). The library also lets the rest pass, `::1.2.3.4` among it. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether `address` lies in one of `ranges`. */
export function isInRanges(address: string, ranges: readonly AddressRange[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some(([base, bits]) => parsed.kind() === base.kind() && parsed.match(base, bits));
}

/**
 * What belongs to one client: a public IPv4 address, or the /64 of an IPv6 one, which any household has whole. Undefined for
 * what is no public address.
 */
export function networkOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.process(address);
  if (!isPublicAddress(parsed.toString())) return undefined;
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`;
}
