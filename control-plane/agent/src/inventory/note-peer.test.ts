import type { DevicePeer } from '@omamori/contract/inventory';
import { expect, test } from 'vitest';
import { mostOften, notePeer } from './note-peer.ts';

const met = (peer: string) => ({ side: 'outside', peer, port: 443, lastSeen: '2026-11-24T00:00:00.000Z' });

test('whoever is met often stays among twelve, whatever passes by', () => {
  const peers = new Map<string, DevicePeer>();
  for (let round = 0; round < 200; round += 1) {
    notePeer(peers, met('mail.example'));
    notePeer(peers, met(`once-${round}.example`));
  }
  expect(mostOften(peers)[0]).toMatchObject({ peer: 'mail.example', times: 200 });
  expect(peers.size).toBe(12);
});
