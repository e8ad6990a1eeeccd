import { expect, test } from 'vitest';
import { type FlowEvent, openConntrack } from '../src/index.ts';
import { createBridgeRig, sendUdp } from './network-rig.ts';

test('a connection is heard of, listed, marked, deleted, and heard of again', async () => {
  const rig = await createBridgeRig();
  // Tracking starts with the first rule that asks for it.
  await rig.server.exec(
    'nft',
    'add table inet t; add chain inet t c { type filter hook input priority 0; }; add rule inet t c ct state new counter',
  );
  const opened = openConntrack({ netns: rig.server.name });
  if (!opened.ok) throw new Error(opened.error.message);
  const conntrack = opened.value;
  const events = conntrack.events();
  if (!events.ok) throw new Error(events.error.message);
  await sendUdp(rig.client, { address: '10.99.0.20', port: 9, sourcePort: 6001, count: 2 });
  const tuple = {
    family: 'ip',
    protocol: 17,
    source: '10.99.0.10',
    destination: '10.99.0.20',
    sourcePort: 6001,
    destinationPort: 9,
  } as const;
  const seen: FlowEvent[] = [];
  const next = async (kind: string): Promise<void> => {
    for await (const event of { [Symbol.asyncIterator]: () => ({ next: () => events.value.next() }) }) {
      seen.push(event);
      if (event.kind === kind) return;
    }
  };
  await next('new');
  expect(seen.at(-1)).toMatchObject({ kind: 'new', flow: tuple });
  expect(conntrack.setMark(tuple, 77)).toEqual({ ok: true, value: undefined });
  const listed = conntrack.list();
  expect(listed.ok && listed.value.filter(({ sourcePort }) => sourcePort === 6001)).toMatchObject([
    { ...tuple, mark: 77 },
  ]);
  expect(conntrack.delete(tuple)).toEqual({ ok: true, value: undefined });
  await next('destroy');
  expect(seen.at(-1)).toMatchObject({ kind: 'destroy', flow: { ...tuple, mark: 77 } });
  expect(conntrack.delete(tuple)).toMatchObject({ ok: false, error: { code: 'NFT_NOT_FOUND' } });
  await events.value.return?.();
  conntrack.close();
  await rig.close();
}, 30_000);
