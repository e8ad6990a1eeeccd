import { err, ok } from '@omamori/contract/result';
import { describe, expect, it } from 'vitest';
import type { AuditAct } from '../../people/audit/append-audit.ts';
import type { RawCall } from '../route.ts';
import { sessionRoutes } from '../routes/session.ts';
import { createRecorder } from './record-act.ts';

const signIn = sessionRoutes.find(({ path }) => path === '/api/sign-in');

describe('the record of acts', () => {
  it('cannot be filled by strangers: so many failures an hour stand one by one, the rest as a number', async () => {
    if (signIn === undefined) throw new Error('there is no sign-in');
    const written: AuditAct[] = [];
    let now = 1;
    const record = createRecorder(
      async (act) => void written.push(act),
      () => now,
    );
    const stranger = { person: null, source: '192.0.2.1' } as unknown as RawCall;
    const outcome = (result: ReturnType<typeof err> | ReturnType<typeof ok>) => ({
      ...{ result, answered: false, actor: 'a@b', target: null, facts: { withCode: false } },
    });
    for (let number = 0; number < 1_500; number += 1) {
      await record(signIn, outcome(err('PPL_SIGN_IN_WRONG', 'no')), stranger);
    }
    expect(written).toHaveLength(1_000);
    await record(signIn, outcome(ok(undefined)), stranger);
    expect(written.at(-1)).toMatchObject({ outcome: 'done', detail: { withCode: false, unwritten: 500 } });
    now += 3_600_001;
    await record(signIn, outcome(err('PPL_SIGN_IN_WRONG', 'no')), stranger);
    expect(written.at(-1)).toMatchObject({ outcome: 'PPL_SIGN_IN_WRONG', detail: { withCode: false } });
  });
});
