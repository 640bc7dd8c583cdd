import { Resolver } from 'node:dns/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { namesInHosts, openDns, openResolve, type Resolve } from '../../../src/federation/resolve.ts';
import { startNameServer, type NameAnswer, type NameServer } from '../../support/name-server.ts';

const fromDns = [{ address: '8.8.8.8', family: 4 }];
const fromSystem = [{ address: '10.0.0.7', family: 4 }];

interface Desk {
  readonly resolve: Resolve;
  /** Who was asked, in order: `dns social.test`. */
  readonly asked: string[];
}

/** `dns` fails with such a code where one is given; `system` answers when it has been told to. */
function openDesk(dnsCode?: string, system: Promise<unknown> = Promise.resolve()): Desk {
  const asked: string[] = [];
  const resolve = openResolve({
    dns: (name) => {
      asked.push(`dns ${name}`);
      return dnsCode === undefined ? Promise.resolve(fromDns) : Promise.reject(failure(dnsCode));
    },
    system: async (name) => {
      asked.push(`system ${name}`);
      await system;
      return fromSystem;
    },
    known: new Set(['peer.example', 'printer']),
  });
  return { resolve, asked };
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('who is asked for a name', () => {
  test.each<[string, string | undefined, readonly string[]]>([
    ['social.example', undefined, ['dns']],
    ['peer.example', undefined, ['system']],
    ['PEER.example', undefined, ['system']],
    ['localhost', undefined, ['system']],
    ['blog.localhost', undefined, ['system']],
    ['notlocalhost.example', undefined, ['dns']],
    ['database', undefined, ['system']],
    ['peer.lan', 'ENOTFOUND', ['dns', 'system']],
    ['peer.lan', 'ENODATA', ['dns', 'system']],
    ['peer.lan', 'ECONNREFUSED', ['dns', 'system']],
  ])('%s (DNS: %s): %j', async (name, code, sources) => {
    const { asked, resolve } = openDesk(code);
    expect(await resolve(name)).toEqual(sources.at(-1) === 'dns' ? fromDns : fromSystem);
    expect(asked).toEqual(sources.map((source) => `${source} ${name}`));
  });

  test('of one that the DNS is silent about, the system is not asked: it would hold a thread', async () => {
    const { asked, resolve } = openDesk('ETIMEOUT');
    await expect(resolve('silent.example')).rejects.toMatchObject({ code: 'ETIMEOUT' });
    expect(asked).toEqual(['dns silent.example']);
  });

  test('two of the unknown ones hold a thread at a time, and those in the hosts file never wait', async () => {
    const answer = Promise.withResolvers<undefined>();
    const { asked, resolve } = openDesk('ENOTFOUND', answer.promise);
    const waiting = Array.from({ length: 80 }, (_, n) =>
      resolve(`n${n}.lan`).catch((error: unknown) => error),
    );
    const known = resolve('printer');
    await new Promise((later) => setImmediate(later));
    expect(asked.filter((one) => one.startsWith('system'))).toEqual([
      'system printer',
      'system n0.lan',
      'system n1.lan',
    ]);
    answer.resolve(undefined);
    expect(await known).toEqual(fromSystem);
    // Beyond those that may wait, what the DNS has said stands.
    const answers = await Promise.all(waiting);
    expect(answers.filter((one) => one === fromSystem)).toHaveLength(66);
    expect(answers.at(-1)).toMatchObject({ code: 'ENOTFOUND' });
  });
});

test('a hosts file names names', () => {
  const text = '# ours\n127.0.0.1\tlocalhost  Blog.LAN # and\n\n::1 ip6-localhost\n10.0.0.7\n';
  expect(namesInHosts(text)).toEqual(new Set(['localhost', 'blog.lan', 'ip6-localhost']));
});

describe('the DNS', () => {
  async function open(answer: (name: string) => NameAnswer): Promise<{ dns: Resolve; server: NameServer }> {
    const server = await startNameServer(answer);
    onTestFinished(() => server[Symbol.asyncDispose]());
    const dns = openDns(
      () => 0,
      () => {
        const resolver = new Resolver({ timeout: 100, tries: 1 });
        resolver.setServers([server.address]);
        return resolver;
      },
    );
    return { dns, server };
  }

  test('gives all addresses, IPv4 first, and is asked each time', async () => {
    const { dns, server } = await open(() => ['2606:4700::1111', '8.8.8.8', '1.1.1.1']);
    const found = [
      { address: '8.8.8.8', family: 4 },
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ];
    expect(await dns('social.test')).toEqual(found);
    expect(await dns('social.test')).toEqual(found);
    expect(server.asked).toHaveLength(4);
  });

  test('may know one family only', async () => {
    const { dns } = await open((name) => (name === 'six.test' ? ['2606:4700::1111'] : ['8.8.8.8']));
    expect(await dns('six.test')).toEqual([{ address: '2606:4700::1111', family: 6 }]);
    expect(await dns('four.test')).toEqual([{ address: '8.8.8.8', family: 4 }]);
  });

  test.each<[string, NameAnswer, string]>([
    ['knows no such name', [], 'ENOTFOUND'],
    ['is silent', 'silence', 'ETIMEOUT'],
  ])('that %s says so', async (_, answer, code) => {
    const { dns } = await open(() => answer);
    await expect(dns('social.test')).rejects.toMatchObject({ code });
  });

  test('is found anew after a minute: the machine may be in another network', async () => {
    let clock = 0;
    let opened = 0;
    const server = await startNameServer(() => ['8.8.8.8']);
    onTestFinished(() => server[Symbol.asyncDispose]());
    const dns = openDns(
      () => clock,
      () => {
        opened += 1;
        const resolver = new Resolver();
        resolver.setServers([server.address]);
        return resolver;
      },
    );
    await dns('social.test');
    clock = 59_999;
    await dns('social.test');
    expect(opened).toBe(1);
    clock = 60_000;
    await dns('social.test');
    expect(opened).toBe(2);
  });
});
