import type { DesiredState } from '@omamori/contract/desired-state';
import type { DocumentInbox } from './inbox/document-inbox.ts';
import { GIVEN_UP, TRIED_NEWER } from './pass-notes.ts';
import type { TrialBook } from './probation/trial-book.ts';
import type { StateInForce } from './state-in-force.ts';
import { tryDocument } from './try-document.ts';
import { validateDesired } from './validate/validate-desired.ts';

export interface Trial {
  readonly state: StateInForce;
  readonly inbox: DocumentInbox;
  readonly book: TrialBook;
}

/** The document that waits in the inbox: refused, tried, or left there for when the center answers. */
export async function decideDocument(
  { state, inbox, book }: Trial,
  desired: DesiredState,
  bytes: Buffer,
): Promise<void> {
  const { centerAddresses, clock, knowsCountry, target } = state.deps;
  const { homeNetworks } = target.engine;
  const neverIsolated = desired.isolation.length === 0 ? [] : await state.deps.neverIsolated();
  const context = { centerAddresses, homeNetworks, neverIsolated, knowsCountry };
  const verdict = validateDesired(desired, { ...context, applied: state.applied, nowMs: clock.nowMs() });
  const isNew = verdict.ok && verdict.value === 'apply';
  const code = isNew ? book.objectionTo(desired.version, bytes) : null;
  let waits = false;
  if (!verdict.ok) await state.refuse(desired.version, verdict.error);
  else if (code?.startsWith('CFG_VERSION_') === true)
    await state.refuse(desired.version, { code, message: TRIED_NEWER });
  else if (code !== null) await givenUpBefore(state, desired.version, code);
  else if (isNew) waits = (await tryDocument(state, book, desired, bytes)) === 'waits';
  else await state.report();
  if (waits || state.ending.signal.aborted) return; // unconfirmed is old: the document is looked at again
  const settled = await inbox.settle(desired.version);
  if (!settled.ok) state.deps.log.error(settled.error, 'the inbox keeps a decided document');
}

async function givenUpBefore(state: StateInForce, version: number, code: string): Promise<void> {
  state.rolledBack(version, { code, message: GIVEN_UP }, [], []);
  await state.report();
}
