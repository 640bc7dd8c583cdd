import { expect, onTestFinished, test } from 'vitest';
import { openCounters } from '../../src/counters.ts';
import { openGate } from '../../src/gate.ts';
import { openMetrics } from '../../src/metrics.ts';
import type { Store } from '../../src/store/store.ts';
import { freshSqlite } from '../store/fresh-sqlite.ts';
import { NOW, uri } from './builders.ts';

const gate = openGate({ perMinute: 1, burst: 1 }, () => 0);

async function freshStore(): Promise<Store> {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  return fresh.store;
}

test('what was counted stands there by its label, and grows', async () => {
  const counters = openCounters();
  const { text } = openMetrics({
    version: '1.2.3',
    counters,
    gate,
    store: await freshStore(),
    now: () => NOW,
  });
  counters.count('inbox', 'accepted');
  counters.count('inbox', 'accepted');
  counters.count('inbox', 'unsigned');
  counters.count('delivery', 'delivered');
  expect(await text()).toContain('outward_inbox_requests_total{outcome="accepted"} 2\n');
  counters.count('inbox', 'accepted');
  const later = await text();
  expect(later).toContain('outward_inbox_requests_total{outcome="accepted"} 3\n');
  expect(later).toContain('outward_inbox_requests_total{outcome="unsigned"} 1\n');
  expect(later).toContain('outward_delivery_attempts_total{outcome="delivered"} 1\n');
  expect(later).toContain('outward_info{version="1.2.3"} 1\n');
  expect(later).toContain('outward_inbox_under_way 0\n');
});

test('the queue shows how much waits, and for how long', async () => {
  const store = await freshStore();
  await store.transact((tx) => {
    tx.enqueue({
      id: uri('https://blog.test/ap/objects/a#create'),
      type: 'Create',
      objectId: uri('https://blog.test/ap/objects/a'),
      body: '{}',
      to: 'inboxes',
      inboxes: [uri('https://one.test/inbox'), uri('https://two.test/inbox')],
      notBefore: NOW - 90_000,
    });
  });
  const shown = await openMetrics({
    version: '1',
    counters: openCounters(),
    gate,
    store,
    now: () => NOW,
  }).text();
  expect(shown).toContain('outward_deliveries{state="pending"} 2\n');
  expect(shown).toContain('outward_delivery_delay_seconds 90\n');
  expect(shown).toContain('outward_followers 0\n');
});

test('figures of a store that cannot be read are missing, and the others are there', async () => {
  const broken = () => Promise.reject(new Error('damaged'));
  const store = {
    ...(await freshStore()),
    countFollowers: broken,
    deliveryCounts: broken,
    nextDeliveryAt: broken,
  };
  const shown = await openMetrics({
    version: '1',
    counters: openCounters(),
    gate,
    store,
    now: () => NOW,
  }).text();
  expect(shown).not.toMatch(/^outward_(followers|deliveries|delivery_delay_seconds)[ {]/m);
  expect(shown).toContain('process_resident_memory_bytes');
});
