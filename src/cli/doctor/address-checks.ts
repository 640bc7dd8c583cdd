import { isInRanges, isPublicAddress } from '../../addresses.ts';
import type { ResolvedAddress } from '../../federation/resolve.ts';
import { stamp } from '../words.ts';
import type { AddressSeen } from './address.ts';
import type { Certificate } from './ask.ts';
import { failure, skipped, warning, well, type Check, type Verdict } from './finding.ts';

const group = 'The address';

export const addressChecks: readonly Check<AddressSeen>[] = [
  { group, name: 'DNS', judge: judgeDns },
  { group, name: 'TLS', judge: judgeTls },
  { group, name: 'Port 80', judge: judgePlain },
  { group, name: 'Front page', judge: judgeHome },
  { group, name: 'Clock', judge: judgeClock },
];

function judgeDns({ names: { byDns, fault, here }, settings }: AddressSeen): Verdict {
  const { hostname } = new URL(settings.origin);
  const addresses = byDns.length > 0 ? byDns : here;
  const list = addresses.map(({ address }) => address).join(', ');
  if (addresses.length === 0)
    return failure(`${hostname} is not known: ${fault ?? 'no address'}`, {
      cause: 'There is no A or AAAA record of that name, or the name server is silent.',
      cure: 'Set an A record (and AAAA, if the machine has IPv6) where the domain is managed; new ones take up to a day.',
    });
  const closed = addresses.filter(({ address }) => !isPublicAddress(address));
  if (closed.length > 0) return judgePrivate(`${hostname} leads to ${list}`, closed, settings);
  if (byDns.length === 0 && fault !== undefined)
    return failure(`only this machine knows ${hostname} (${list})`, {
      cause: `It stands in the hosts file; name servers say: ${fault}.`,
      cure: 'Set an A record where the domain is managed.',
    });
  return well(`${hostname} leads to ${list}`);
}

function judgePrivate(
  found: string,
  closed: readonly ResolvedAddress[],
  { privatePeers }: AddressSeen['settings'],
): Verdict {
  const isMeant = closed.every(({ address }) => isInRanges(address, privatePeers));
  const explanation = {
    cause: 'That address is not of the public internet: other servers cannot, or will not, come there.',
    cure: 'Have the name lead to the public address of the machine or of its router; right only for a network of your own.',
  };
  return isMeant ? warning(found, explanation) : failure(found, explanation);
}

const dayMs = 86_400_000;
const renewalDaysMin = 14;

const faults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet, or a clock is wrong',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by nobody but itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not one that is believed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificates between it and its authority are not sent along',
};

function judgeTls({ now, tls }: AddressSeen): Verdict {
  if (tls === undefined)
    return failure('ORIGIN is http', {
      cause: 'Other servers speak https only.',
      cure: 'Put Caddy or nginx in front (README), and set ORIGIN to https.',
    });
  if (tls.kind === 'silence') return skipped(`no TLS was spoken: ${tls.reason}`);
  return tls.fault === undefined ? judgeExpiry(tls, now) : judgeFault(tls, tls.fault);
}

function judgeFault({ expiresAt, issuer }: Certificate, fault: string): Verdict {
  return failure(`the certificate of ${issuer} is not believed: ${faults[fault] ?? fault}`, {
    cause: `Servers and browsers refuse to speak to such an address (${fault}; valid until ${stamp(expiresAt)}).`,
    cure:
      fault === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
        ? 'Give the proxy the whole chain (fullchain.pem).'
        : 'Renew it for this name (certbot renew; Caddy does so by itself) and have the proxy load it.',
  });
}

function judgeExpiry({ expiresAt, issuer, protocol }: Certificate, now: number): Verdict {
  const days = Math.floor((expiresAt - now) / dayMs);
  const found = `${protocol}, certificate of ${issuer} for ${days} more days`;
  if (days >= renewalDaysMin) return well(found);
  return warning(found, {
    cause: 'Most are renewed a month before their end: the renewal seems to fail.',
    cure: 'Run it by hand and read what it says (certbot renew --dry-run; journalctl -u caddy).',
  });
}

function judgePlain({ plain, settings }: AddressSeen): Verdict {
  if (plain === undefined) return skipped('ORIGIN is not the usual port of https');
  if (plain.kind === 'silence') return well('nobody answers there, which is fine');
  const { location = '' } = plain.headers;
  if (plain.status >= 300 && plain.status < 400 && URL.parse(location)?.protocol === 'https:')
    return well('leads on to https');
  return warning(`answers ${plain.status} over plain http`, {
    cause: 'Who types the name without https reads the blog unprotected, under a second address.',
    cure: `Have the proxy redirect port 80 to ${settings.origin}/ (nginx: return 301 https://$host$request_uri).`,
  });
}

const slowMs = 2_000;

function judgeHome({ home, settings }: AddressSeen): Verdict {
  if (home.kind === 'silence')
    return failure(`nobody answers: ${home.reason}`, {
      cause: `Firewall, proxy or server is down${home.code === undefined ? '' : ` (${home.code})`}; or a router does not lead home what comes from its own network.`,
      cure: 'Try from another network (a phone). If it works there, all is well but for this line; else open port 443 and start proxy and server.',
    });
  const type = home.headers['content-type'] ?? 'no type';
  if (home.status !== 200 || !type.startsWith('text/html'))
    return failure(`answered ${home.status}, ${type}`, {
      cause: home.status >= 500 ? 'The proxy does not reach the server.' : 'Something else answers there.',
      cure: `Have the proxy of ${settings.origin} forward all paths to HOST and PORT of the server, and look whether it runs.`,
    });
  const found = `HTML in ${Math.round(home.tookMs)} ms`;
  if (home.tookMs < slowMs) return well(found);
  return warning(found, {
    cause: 'The machine is busy, or the way to it is long.',
    cure: 'Look at its load, and at what stands in front.',
  });
}

const clockToleranceMs = 30_000;
const clockWrongMs = 5 * 60_000;

function judgeClock({ home, now }: AddressSeen): Verdict {
  const shown = home.kind === 'answer' ? Date.parse(home.headers.date ?? '') : NaN;
  if (Number.isNaN(shown)) return skipped('no answer said what time it is');
  const offMs = Math.abs(shown - now);
  const found = `${Math.round(offMs / 1000)} s from what the answer says`;
  if (offMs <= clockToleranceMs) return well(found);
  const explanation = {
    cause: 'Clock of this machine or of the proxy is wrong, or a cache gives out an old page.',
    cure: 'Have both ask a time server (timedatectl set-ntp true). Servers refuse what is signed at a wrong time.',
  };
  return offMs > clockWrongMs ? failure(found, explanation) : warning(found, explanation);
}
