// Loaded with `node --import` before a child process: every `.test` name leads to loopback, and nothing leads off it.
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const loopback = { address: '127.0.0.1', family: 4 };
const loopbackAddresses = new net.BlockList();
loopbackAddresses.addSubnet('127.0.0.0', 8, 'ipv4');
loopbackAddresses.addAddress('::1', 'ipv6');

/** @param {string} address */
const isLoopback = (address) => loopbackAddresses.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');

/** @param {string} code @param {string} what */
const refusal = (code, what) =>
  Object.assign(new Error(`${code}: ${what} is not in the test fediverse`), { code });

/**
 * @param {string} hostname
 * @returns {{ address: string, family: number }}
 */
function resolve(hostname) {
  if (net.isIP(hostname) !== 0 && isLoopback(hostname))
    return { address: hostname, family: net.isIP(hostname) };
  if (hostname === 'localhost' || hostname.endsWith('.test')) return loopback;
  throw refusal('ENOTFOUND', hostname);
}

/** @param {unknown} options */
const wantsAll = (options) =>
  typeof options === 'object' && options !== null && 'all' in options && options.all === true;

/**
 * `dns.lookup(hostname, [options or family], callback)`.
 * @param {string} hostname
 * @param {unknown[]} rest
 */
function lookup(hostname, ...rest) {
  const callback = /** @type {(error: Error | null, ...answer: unknown[]) => void} */ (rest.at(-1));
  try {
    const found = resolve(hostname);
    process.nextTick(callback, null, ...(wantsAll(rest[0]) ? [[found]] : [found.address, found.family]));
  } catch (error) {
    process.nextTick(callback, /** @type {Error} */ (error));
  }
}

/** @param {string} hostname @param {unknown} [options] */
function lookupPromise(hostname, options) {
  return new Promise((settle) => {
    const found = resolve(hostname);
    settle(wantsAll(options) ? [found] : found);
  });
}

/** Names asked of a DNS server directly would leave the machine. @param {object} owner */
function refuseQueries(owner) {
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (!/^(resolve|reverse)/.test(name)) continue;
    Object.assign(owner, {
      [name]: () => {
        throw refusal('EREFUSED', `a DNS query (${name})`);
      },
    });
  }
}

/**
 * What a name server of the test fediverse would say: it knows `.test` names, and no IPv6.
 * @param {string} hostname
 * @returns {Promise<readonly string[]>}
 */
function resolve4(hostname) {
  return hostname.endsWith('.test')
    ? Promise.resolve([loopback.address])
    : Promise.reject(refusal('ENOTFOUND', hostname));
}

/** @param {string} hostname @returns {Promise<readonly string[]>} */
function resolve6(hostname) {
  return Promise.reject(refusal(hostname.endsWith('.test') ? 'ENODATA' : 'ENOTFOUND', hostname));
}

Object.assign(dns, { lookup });
Object.assign(dns.promises, { lookup: lookupPromise });
const resolvers = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype];
for (const owner of resolvers) refuseQueries(owner);
Object.assign(dns.promises.Resolver.prototype, { resolve4, resolve6 });
syncBuiltinESMExports();

const connect = net.Socket.prototype.connect;

/**
 * An address in a URL asks no resolver, so connections are looked at too. Called with options, or with port and host, or by
 * Node itself with a list that holds both.
 * @this {net.Socket}
 * @param {unknown[]} parameters
 */
function guardedConnect(...parameters) {
  const host = hostOf(/** @type {unknown[]} */ (Array.isArray(parameters[0]) ? parameters[0] : parameters));
  if (typeof host === 'string' && net.isIP(host) !== 0 && !isLoopback(host)) {
    process.nextTick(() => this.destroy(refusal('ENETUNREACH', host)));
    return this;
  }
  Reflect.apply(connect, this, parameters);
  return this;
}
net.Socket.prototype.connect = guardedConnect;

/** @param {unknown[]} parameters */
function hostOf([target, second]) {
  return typeof target === 'object' && target !== null && 'host' in target ? target.host : second;
}
