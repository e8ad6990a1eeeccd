// What the box's own page asks for: timed exceptions beside the center's document. Kept on the disk, ended by the
// clock, told to the center in `health`. Who wins is decided by these rules alone, the same on both sides:
//   1. they add to whatever document is in force, also to one that comes later, until their own end;
//   2. an exception of the same id in the center's document takes their place (how the center changes or ends one);
//   3. a device that the center isolates stays isolated.
import { randomBytes } from 'node:crypto';
import type { AdminException, AdminExceptionRequest } from '@omamori/contract/admin-exceptions';
import { type DesiredState, exceptionSchema, type PolicyException } from '@omamori/contract/desired-state';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { readFileBounded, writeFileDurably } from '../../platform/durable-file.ts';

export type JudgedException = PolicyException & Pick<AdminException, 'state'>;

export interface LocalExceptions {
  /** Those that have not ended. */
  waiting(): readonly PolicyException[];
  /** As the page shows them, against the document in force. */
  list(desired: Pick<DesiredState, 'exceptions' | 'isolation'>): readonly JudgedException[];
  /** Errors: CFG_LOCAL_TOO_MANY, CFG_LOCAL_NOT_KEPT. One for the same target and device is prolonged, not doubled. */
  add(request: AdminExceptionRequest): Promise<Result<PolicyException>>;
  /** Errors: CFG_LOCAL_UNKNOWN, CFG_LOCAL_NOT_KEPT. */
  end(id: string): Promise<Result<void>>;
  /** What now stands in rules and kernel. */
  stands(exceptions: readonly PolicyException[]): void;
  /** Returns off. */
  onChange(listener: () => void): () => void;
}

const MOST = 16;
/** Room for the center's own: a document may hold 256. */
const MOST_TOGETHER = 256;
const fileSchema = z.strictObject({ v: z.literal(1), exceptions: z.array(exceptionSchema).max(MOST) });

/** A damaged file ends them all: the stricter side is the safe one; `problem` is for the log. */
export async function openLocalExceptions(
  path: string,
  clock: Pick<Clock, 'nowMs'>,
): Promise<{ local: LocalExceptions; problem: Result<void> }> {
  const read = await readKept(path);
  const local = new KeptExceptions(path, clock, read.ok ? read.value : []);
  return { local, problem: read.ok ? ok(undefined) : read };
}

/** Pure: the document with what the page asked for, by the rules above. */
export function withLocal<P extends Pick<DesiredState, 'exceptions' | 'isolation'>>(
  policy: P,
  local: readonly PolicyException[],
): P {
  const added = local.filter((exception) => !isOverruled(policy, exception));
  return { ...policy, exceptions: [...policy.exceptions, ...added].slice(0, MOST_TOGETHER) };
}

function isOverruled(policy: Pick<DesiredState, 'exceptions' | 'isolation'>, { id, device }: PolicyException): boolean {
  return (
    policy.exceptions.some((other) => other.id === id) ||
    (device !== null && policy.isolation.some(({ mac }) => mac === device))
  );
}

class KeptExceptions implements LocalExceptions {
  readonly #path: string;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #listeners = new Set<() => void>();
  #kept: readonly PolicyException[];
  #standing: ReadonlySet<string> = new Set();

  constructor(path: string, clock: Pick<Clock, 'nowMs'>, kept: readonly PolicyException[]) {
    this.#path = path;
    this.#clock = clock;
    this.#kept = kept;
  }

  waiting(): readonly PolicyException[] {
    return this.#kept.filter(({ until }) => Date.parse(until) > this.#clock.nowMs());
  }

  list(desired: Pick<DesiredState, 'exceptions' | 'isolation'>): readonly JudgedException[] {
    return this.waiting().map((exception) => {
      const stands = this.#standing.has(keyOf(exception)) ? 'in-force' : 'waiting';
      return { ...exception, state: isOverruled(desired, exception) ? 'overruled' : stands };
    });
  }

  async add({ target, device, minutes }: AdminExceptionRequest): Promise<Result<PolicyException>> {
    const until = new Date(this.#clock.nowMs() + minutes * 60_000).toISOString();
    const same = (other: PolicyException) => JSON.stringify([other.target, other.device]) === asked;
    const asked = JSON.stringify([target, device]);
    const former = this.waiting().find(same);
    const others = this.waiting().filter((other) => !same(other));
    if (others.length >= MOST) return err('CFG_LOCAL_TOO_MANY', 'The box keeps at most 16 exceptions of its own.');
    const id = former?.id ?? `box-${randomBytes(6).toString('hex')}`;
    const exception: PolicyException = { id, target, device, until, reason: 'made at the box' };
    const kept = await this.#keep([...others, exception]);
    return kept.ok ? ok(exception) : kept;
  }

  async end(id: string): Promise<Result<void>> {
    const others = this.waiting().filter((other) => other.id !== id);
    if (others.length === this.waiting().length) return err('CFG_LOCAL_UNKNOWN', 'There is no such exception.');
    return await this.#keep(others);
  }

  stands(exceptions: readonly PolicyException[]): void {
    this.#standing = new Set(exceptions.map(keyOf));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #keep(exceptions: readonly PolicyException[]): Promise<Result<void>> {
    const written = await writeFileDurably(this.#path, JSON.stringify({ v: 1, exceptions }), 0o600);
    if (!written.ok) return err('CFG_LOCAL_NOT_KEPT', 'The exception cannot be kept on the disk of the box.');
    this.#kept = exceptions;
    for (const listener of this.#listeners) listener();
    return ok(undefined);
  }
}

/** A prolonged one stands only when the new end stands. */
function keyOf({ id, until }: PolicyException): string {
  return `${id} ${until}`;
}

async function readKept(path: string): Promise<Result<readonly PolicyException[]>> {
  const content = await readFileBounded(path, 64 * 1024);
  if (!content.ok) return content.error.code === 'PLT_FILE_MISSING' ? ok([]) : content;
  try {
    const parsed = fileSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    if (parsed.success) return ok(parsed.data.exceptions);
    return err('CFG_LOCAL_DAMAGED', 'The exceptions made at the box are lost.');
  } catch (thrown) {
    return err('CFG_LOCAL_DAMAGED', 'The exceptions made at the box are lost.', { cause: causeOf(thrown) });
  }
}
