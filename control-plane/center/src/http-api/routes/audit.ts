import { auditAnswerSchema, auditVerdictSchema } from '@omamori/contract/console-api/audit';
import { ok } from '@omamori/contract/result';
import { z } from 'zod';
import { ANSWERED, type Route, route } from '../route.ts';

/** An empty field of the console's form means no filter. */
const word = z
  .string()
  .max(200)
  .transform((text) => (text === '' ? undefined : text))
  .optional();
const search = z.strictObject({
  actor: word,
  act: word,
  target: word,
  outcome: z
    .enum(['done', 'refused'])
    .or(z.literal('').transform(() => undefined))
    .optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const auditRoutes: readonly Route[] = [
  route('get', '/api/audit', {
    summary: 'Entries of the audit log that fit a filter, newest first.',
    query: search,
    gives: auditAnswerSchema,
    handle: async ({ center }, { query: { before, limit, ...filter } }) =>
      ok(await center.people.audit.read(filter, { before, limit })),
  }),
  route('get', '/api/audit/verify', {
    summary: 'Walks the whole chain and says whether an entry was changed, removed or cut off.',
    gives: auditVerdictSchema,
    handle: async ({ center }) => ok(await center.people.audit.verify()),
  }),
  route('get', '/api/audit/export', {
    summary: 'The whole audit log, one entry a line, oldest first. The export itself is written to the log.',
    gives: 'json-lines',
    act: 'audit.export',
    handle: async ({ center }, { response }) => {
      response.setHeader('Content-Type', 'application/jsonl; charset=utf-8');
      response.setHeader('Content-Disposition', 'attachment; filename="omamori-audit.jsonl"');
      for await (const page of center.people.audit.export()) {
        const text = page.map((entry) => `${JSON.stringify(entry)}\n`).join('');
        if (response.destroyed) break;
        if (!response.write(text)) await drained(response);
      }
      response.end();
      return ANSWERED;
    },
  }),
];

/** Waits for a slow reader; a reader that is gone does not hold the export. */
function drained(response: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
