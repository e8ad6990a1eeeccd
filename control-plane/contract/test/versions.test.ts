// This version (N) with the one before (N−1), both ways, message by message: test/previous/ holds the schemas of N−1 as
// they were released, docs/adr/0016 says how the next copy is made. What the real programs put on the wire is judged in
// hil-tests/scenarios/kill-rounds.case.test.ts by the same copy.
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as desired from '../src/desired-state.ts';
import * as envelope from '../src/event-envelope.ts';
import * as health from '../src/health.ts';
import * as inventory from '../src/inventory.ts';
import * as signed from '../src/signed-document.ts';
import * as report from '../src/state-report.ts';
import * as topics from '../src/topics.ts';
import { arbitraryOf, type OptionalKeys } from './arbitrary-of.ts';
import * as oldDesired from './previous/0.1/desired-state.ts';
import * as oldEnvelope from './previous/0.1/event-envelope.ts';
import * as oldHealth from './previous/0.1/health.ts';
import * as oldInventory from './previous/0.1/inventory.ts';
import * as oldSigned from './previous/0.1/signed-document.ts';
import * as oldReport from './previous/0.1/state-report.ts';
import * as oldTopics from './previous/0.1/topics.ts';

interface Message {
  readonly name: string;
  readonly now: z.ZodType;
  readonly before: z.ZodType;
}

const FROM_BOX: readonly Message[] = [
  { name: 'birth and death', now: health.sessionSchema, before: oldHealth.sessionSchema },
  { name: 'events', now: envelope.eventBatchSchema, before: oldEnvelope.eventBatchSchema },
  { name: 'reported', now: report.stateReportSchema, before: oldReport.stateReportSchema },
  { name: 'inventory', now: inventory.inventorySchema, before: oldInventory.inventorySchema },
  { name: 'health', now: health.healthSchema, before: oldHealth.healthSchema },
];
const FROM_CENTER: readonly Message[] = [
  { name: 'ack of events', now: envelope.eventAckSchema, before: oldEnvelope.eventAckSchema },
  { name: 'desired state', now: desired.desiredStateSchema, before: oldDesired.desiredStateSchema },
];
const RUNS = 60;

/** Everything that the writer may say is read by the reader, whose own parse then reads the same again. */
function holds(writer: z.ZodType, reader: z.ZodType, optional: OptionalKeys): void {
  fc.assert(
    fc.property(arbitraryOf(writer, optional), (value) => {
      const onTheWire: unknown = JSON.parse(JSON.stringify(value));
      const read = reader.safeParse(onTheWire);
      expect(read.error?.issues ?? []).toEqual([]);
      expect(reader.safeParse(read.data).success).toBe(true);
    }),
    { numRuns: RUNS },
  );
}

describe('a box of this version with the center before', () => {
  it.each(FROM_BOX)('is understood in $name, also where it says what that center does not know', ({ now, before }) => {
    holds(now, before, 'sometimes');
  });
  it.each(FROM_CENTER)('understands its $name', ({ now, before }) => {
    holds(before, now, 'sometimes');
  });
});

describe('a box of the version before with this center', () => {
  it.each(FROM_BOX)('is understood in $name', ({ now, before }) => {
    holds(before, now, 'sometimes');
    holds(before, now, 'never');
  });
  it.each(FROM_CENTER)('understands its $name as long as nothing new is used', ({ now, before }) => {
    holds(now, before, 'never');
  });

  it('takes an acknowledgement of reports for no acknowledgement of events', () => {
    fc.assert(
      fc.property(arbitraryOf(report.reportAckSchema), (ack) => {
        expect(oldEnvelope.eventAckSchema.safeParse(ack).success).toBe(false);
        expect(envelope.eventAckSchema.safeParse(ack).success).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what both sides wrote', () => {
  const pair = generateKeyPairSync('ed25519');
  const key = { keyId: 'k-1', privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  const trusted = { 'k-1': pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() };

  it('signs and verifies across the versions: the canonical form has not moved by a byte', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        for (const [writer, reader] of [
          [signed, oldSigned],
          [oldSigned, signed],
        ] as const) {
          const document = writer.signDocument('desired-state', payload, key);
          if (!document.ok) throw new Error(document.error.code);
          const wire: unknown = JSON.parse(JSON.stringify(document.value));
          expect(reader.verifyDocument(wire, 'desired-state', trusted).ok).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('packs batches that the other unpacks', () => {
    fc.assert(
      fc.property(arbitraryOf(oldEnvelope.eventBatchSchema), (value) => {
        const batch = oldEnvelope.eventBatchSchema.parse(value);
        expect(envelope.unpackBatch(oldEnvelope.packBatch(batch)).ok).toBe(true);
        expect(oldEnvelope.unpackBatch(envelope.packBatch(envelope.eventBatchSchema.parse(value))).ok).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('goes over topics that the other parses', () => {
    for (const channel of oldTopics.CHANNELS) {
      expect(topics.parseTopic(oldTopics.topicOf('box-1', channel)).ok).toBe(true);
      expect(oldTopics.parseTopic(topics.topicOf('box-1', channel)).ok).toBe(true);
    }
  });

  it('is told apart: a value of this version that the one before cannot read fails here', () => {
    const { geo } = oldDesired.desiredStateSchema.shape;
    const changed = oldDesired.desiredStateSchema.extend({ geo: geo.extend({ blockTransit: geo.shape.blockInbound }) });
    expect(() => holds(changed, oldDesired.desiredStateSchema, 'never')).toThrow('blockTransit');
    const narrowed = oldHealth.healthSchema.extend({ agentVersion: oldHealth.healthSchema.shape.agentVersion.max(3) });
    expect(() => holds(oldHealth.healthSchema, narrowed, 'sometimes')).toThrow();
  });
});
