import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../src/listen.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { openDoor, type Door } from './door.ts';

describe('/healthz', () => {
  test('200 while the store answers', async () => {
    const answer = await (await openDoor()).ask('/healthz');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'pass' }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('503 when it does not', async () => {
    const door = await openDoor();
    door.store.setting = () => Promise.reject(new StoreUnavailable('its file is damaged'));
    const answer = await door.ask('/healthz');
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'fail' }]);
  });
});

describe('/metrics', () => {
  async function askOnWire(door: Door, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const server = await listen(door.hono, { host: '127.0.0.1', port: 0 });
    onTestFinished(server.close);
    return fetch(`http://127.0.0.1:${server.port}/metrics`, { headers });
  }

  test('are for who asks on this machine', async () => {
    const answer = await askOnWire(await openDoor());
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  test('are not there for who comes through a proxy', async () => {
    expect((await askOnWire(await openDoor(), { 'x-forwarded-for': '8.8.8.8' })).status).toBe(404);
  });

  test('are there for who shows the token, and for nobody who shows another', async () => {
    const door = await openDoor(undefined, undefined, { METRICS_TOKEN: 'kettle-and-cup' });
    const forwarded = { 'x-forwarded-for': '8.8.8.8' };
    const shown = async (token: string): Promise<number> =>
      (await askOnWire(door, { ...forwarded, authorization: `Bearer ${token}` })).status;
    expect([await shown('kettle-and-cup'), await shown('kettle'), await shown('')]).toEqual([200, 404, 404]);
  });
});
