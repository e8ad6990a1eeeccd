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
    const append = async (act: AuditAct): Promise<void> => void written.push(act);
    const log = {
      append,
      run: async <T>(_act: AuditAct, work: () => Promise<T>) => ({ value: await work(), written: false }),
    };
    const record = createRecorder(log, () => now);
    const told = { actor: 'a@b', target: null, facts: { withCode: false } };
    const stranger = { person: null, source: '192.0.2.1' } as unknown as RawCall;
    const outcome = (result: ReturnType<typeof err> | ReturnType<typeof ok>) => ({ result, answered: false });
    const attempt = (result: ReturnType<typeof outcome>) => record.act(signIn, told, stranger, async () => result);
    for (let number = 0; number < 1_500; number += 1) {
      await attempt(outcome(err('PPL_SIGN_IN_WRONG', 'no')));
    }
    expect(written).toHaveLength(1_000);
    await attempt(outcome(ok(undefined)));
    expect(written.at(-1)).toMatchObject({ outcome: 'done', detail: { withCode: false, unwritten: 500 } });
    now += 3_600_001;
    await attempt(outcome(err('PPL_SIGN_IN_WRONG', 'no')));
    expect(written.at(-1)).toMatchObject({ outcome: 'PPL_SIGN_IN_WRONG', detail: { withCode: false } });
  });
});
