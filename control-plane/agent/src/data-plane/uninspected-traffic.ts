import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { readFileBounded, writeFileDurably } from '../platform/durable-file.ts';
import type { InspectionCounts, Volume } from './read-flow.ts';

/** Packets and bytes that nobody inspected, since the agent's data began, and what of it falls on today. */
export interface UninspectedTraffic {
  readonly total: Volume;
  /** `day` is YYYY-MM-DD in the box's time zone. */
  readonly today: Volume & { readonly day: string; readonly seconds: number };
  /** True when the account is of an earlier boot: then its time without inspection begins at the power's return. */
  readonly rebooted: boolean;
}

export interface TrafficAccount extends UninspectedTraffic {
  /**
   * `counts` as the kernel has them now, null when it cannot say; with `everything` (engine switched off by policy)
   * what it passed counts as well. `seconds` is the time without inspection since the last call.
   */
  advance(step: {
    readonly counts: InspectionCounts | null;
    readonly everything: boolean;
    readonly seconds: number;
    readonly day: string;
  }): void;
  /** Error: PLT_WRITE_FAILED. */
  save(): Promise<Result<void>>;
}

const count = z.number().int().min(0);
const volumeSchema = z.strictObject({ packets: count, bytes: count });
const fileSchema = z.strictObject({
  v: z.literal(1),
  /** Counters begin anew with each boot. */
  bootId: z.string().max(64),
  /** The kernel's counters when the account was last drawn up. */
  kernel: z.strictObject({ inspected: volumeSchema, uninspected: volumeSchema }),
  total: volumeSchema,
  today: volumeSchema.extend({ day: z.string().max(10), seconds: z.number().min(0) }),
});
type Account = z.infer<typeof fileSchema>;

const NOTHING: Volume = { packets: 0, bytes: 0 };

/**
 * The kernel counts on while the agent is dead; the account says how far its counters were taken in, so that what came
 * since is added exactly once. A missing or damaged file starts at 0; `problem` says so, for the log.
 */
export async function openTrafficAccount(
  path: string,
  bootId: string,
): Promise<{ account: TrafficAccount; problem: Result<void> }> {
  const read = await readAccount(path);
  const found = read.ok ? read.value : null;
  const rebooted = found !== null && found.bootId !== bootId;
  let { kernel, total, today } = found ?? emptyAccount();
  if (rebooted) kernel = emptyAccount().kernel;
  const account: TrafficAccount = {
    rebooted,
    get total() {
      return total;
    },
    get today() {
      return today;
    },
    advance({ counts, everything, seconds, day }) {
      let more = NOTHING;
      if (counts !== null) {
        more = since(kernel.uninspected, counts.uninspected);
        if (everything) more = sum(more, since(kernel.inspected, counts.inspected));
        // Only these two: the file's form is strict, and the counters of what is trusted have an account of their own.
        kernel = { inspected: counts.inspected, uninspected: counts.uninspected };
      }
      if (today.day !== day) today = { ...NOTHING, day, seconds: 0 };
      total = sum(total, more);
      today = { ...sum(today, more), day, seconds: today.seconds + seconds };
    },
    save: () => writeFileDurably(path, JSON.stringify({ v: 1, bootId, kernel, total, today })),
  };
  return { account, problem: read.ok ? ok(undefined) : read };
}

/** A counter below its former value was made anew (the table was deleted): all it holds is new. */
function since(before: Volume, now: Volume): Volume {
  if (now.packets < before.packets || now.bytes < before.bytes) return now;
  return { packets: now.packets - before.packets, bytes: now.bytes - before.bytes };
}

function sum(a: Volume, b: Volume): Volume {
  return { packets: a.packets + b.packets, bytes: a.bytes + b.bytes };
}

function emptyAccount(): Pick<Account, 'kernel' | 'total' | 'today'> {
  return {
    kernel: { inspected: NOTHING, uninspected: NOTHING },
    total: NOTHING,
    today: { ...NOTHING, day: '', seconds: 0 },
  };
}

async function readAccount(path: string): Promise<Result<Account | null>> {
  const content = await readFileBounded(path, 2048);
  if (!content.ok) return content.error.code === 'PLT_FILE_MISSING' ? ok(null) : content;
  const damaged = 'The count of uninspected bytes is damaged and starts at 0.';
  try {
    const parsed = fileSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    return parsed.success ? ok(parsed.data) : err('ENG_TRAFFIC_FILE_BAD', damaged);
  } catch (thrown) {
    return err('ENG_TRAFFIC_FILE_BAD', damaged, { cause: causeOf(thrown) });
  }
}
