import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliveryLedger } from './delivery-ledger.ts';
import { madeFrame } from './made-frames.ts';
import { Pace } from './pace-packets.ts';
import { readFrame } from './read-frame.ts';

const frames = Array.from({ length: 6 }, (_, index) =>
  madeFrame({ from: '10.0.0.1', to: '192.0.2.1', body: `packet ${index}` }),
);
const send = (ledger: DeliveryLedger, frame: Buffer) => ledger.noteSent(frame, readFrame(frame), 'office');
const arrive = (ledger: DeliveryLedger, frame: Buffer) => ledger.noteArrived(frame, readFrame(frame).length);

describe('the ledger of a replay', () => {
  it('counts every packet once, whatever arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 40 }), fc.array(fc.nat(5), { maxLength: 40 }), (sent, arrived) => {
        const ledger = new DeliveryLedger();
        const pick = (index: number) => frames[index] ?? Buffer.alloc(14);
        for (const index of sent) send(ledger, pick(index));
        for (const index of arrived) arrive(ledger, pick(index));
        ledger.settle();
        const { packets, delivered, dropped, unsendable } = ledger.totals;
        expect([packets, unsendable]).toEqual([sent.length, 0]);
        expect(delivered + dropped).toBe(sent.length);
        const count = (list: readonly number[], value: number) => list.filter((one) => one === value).length;
        const possible = [0, 1, 2, 3, 4, 5].map((value) => Math.min(count(sent, value), count(arrived, value)));
        expect(delivered).toBe(possible.reduce((a, b) => a + b, 0));
      }),
    );
  });

  it('knows a packet again under other cable addresses and without its padding, but not when it was changed', () => {
    const ledger = new DeliveryLedger();
    const [frame = Buffer.alloc(14)] = frames;
    const padded = Buffer.concat([frame, Buffer.alloc(6)]);
    ledger.noteSent(padded, readFrame(padded), 'office');
    const changed = Buffer.from(frame);
    changed[changed.length - 1] = 0;
    arrive(ledger, changed);
    expect(ledger.totals.delivered).toBe(0);
    const readdressed = Buffer.from(frame);
    readdressed.fill(9, 0, 12);
    arrive(ledger, readdressed);
    expect(ledger.totals.delivered).toBe(1);
  });

  it('sees when packets of one side overtake each other', () => {
    const ledger = new DeliveryLedger();
    for (const frame of frames) send(ledger, frame);
    for (const frame of frames.toReversed()) arrive(ledger, frame);
    expect(ledger.reordered).toBe(5);
  });

  it('calls unsendable what the kernel refuses, at once or in the bridge', () => {
    const ledger = new DeliveryLedger();
    const cut = (frames[0] ?? Buffer.alloc(14)).subarray(0, 38);
    ledger.noteSent(cut, readFrame(cut), 'office');
    const refused = frames[1] ?? Buffer.alloc(14);
    send(ledger, refused);
    ledger.noteRefused(refused, readFrame(refused));
    ledger.noteUnsendable(null);
    ledger.settle();
    expect(ledger.totals).toEqual({ packets: 3, delivered: 0, dropped: 0, unsendable: 3 });
  });
});

describe('the pace of a replay', () => {
  it('keeps short captures as they are, caps single pauses and never goes backwards', () => {
    const pace = new Pace(0);
    expect([5_000_000n, 8_000_000n, 7_000_000n, 9_000_000_000n].map((time) => pace.gapMs(time))).toEqual([
      0, 3, 0, 200,
    ]);
  });

  it('shortens long ones to the time that is given, in proportion', () => {
    const pace = new Pace(4000, 1000);
    expect([0n, 100_000_000n, 150_000_000n].map((time) => pace.gapMs(time))).toEqual([0, 25, 12.5]);
  });
});
