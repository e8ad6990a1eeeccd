// Reads messages as the version before does: lines {topic, payload: base64} on standard input, one line
// {channel, to, problem} each on standard output; problem null: it would have been understood. A process of its own, so
// that rigs outside this package can judge what the real programs say (ADR 0016).
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { desiredStateSchema } from './0.1/desired-state.ts';
import { eventAckSchema, unpackBatch } from './0.1/event-envelope.ts';
import { healthSchema, sessionSchema } from './0.1/health.ts';
import { inventorySchema } from './0.1/inventory.ts';
import { signedDocumentSchema } from './0.1/signed-document.ts';
import { stateReportSchema } from './0.1/state-report.ts';
import { parseTopic } from './0.1/topics.ts';

type Reader = (payload: Buffer) => string | null;

const json =
  (schema: z.ZodType): Reader =>
  (payload) =>
    problemOf(schema, JSON.parse(payload.toString('utf8')));

function problemOf(schema: z.ZodType, value: unknown): string | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return null;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.slice(0, 200);
}

function desired(payload: Buffer): string | null {
  const document = signedDocumentSchema.safeParse(JSON.parse(payload.toString('utf8')));
  return document.success ? problemOf(desiredStateSchema, document.data.payload) : 'no signed document';
}

function ack(payload: Buffer): string | null {
  const value: unknown = JSON.parse(payload.toString('utf8'));
  // Sent only to a box that asked for it by `reportId`, which the version before never does; it would let it pass.
  const isOfReport = typeof value === 'object' && value !== null && 'kind' in value;
  return isOfReport ? null : problemOf(eventAckSchema, value);
}

/** Who reads it, and how. The version before neither listens to `command` nor says `result`. */
const READERS: Readonly<Record<string, readonly ['box' | 'center', Reader]>> = {
  birth: ['center', json(sessionSchema)],
  death: ['center', json(sessionSchema)],
  events: ['center', (payload) => readBatch(payload)],
  reported: ['center', json(stateReportSchema)],
  inventory: ['center', json(inventorySchema)],
  health: ['center', json(healthSchema)],
  ack: ['box', ack],
  desired: ['box', desired],
  command: ['box', () => null],
  result: ['center', () => null],
};

function readBatch(payload: Buffer): string | null {
  const batch = unpackBatch(payload);
  return batch.ok ? null : `${batch.error.code} ${JSON.stringify(batch.error.detail ?? '')}`.slice(0, 200);
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === '') continue;
  const { topic, payload } = JSON.parse(line) as { topic: string; payload: string };
  const parsed = parseTopic(topic);
  const channel = parsed.ok ? parsed.value.channel : topic;
  const [to, read] = READERS[channel] ?? ['box', () => 'a topic that it does not know'];
  process.stdout.write(`${JSON.stringify({ channel, to, problem: read(Buffer.from(payload, 'base64')) })}\n`);
}
