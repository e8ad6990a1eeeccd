import { err, ok, type Result } from '@omamori/contract/result';
import { type RunOutcome, runProgram } from '../../platform/run-program.ts';
import { MARK_HANDED, MARK_INSPECTED } from '../ruleset/ruleset-names.ts';
import type { QueueMode, QueueOptions, QueueRule } from './queue-rule.ts';

/**
 * NFQUEUE by iptables-nft, for kernels without nft_queue: iptables-extensions(8), targets NFQUEUE, match physdev.
 * Own chain OMAMORI in filter, called from FORWARD; other rules there are left alone. The queue comes last: while the
 * chain is built or taken down no packet meets it without the marks that end the engine's "repeat".
 */
const PROGRAMS = ['iptables-nft', 'ip6tables-nft'] as const;
const CHAIN = 'OMAMORI';
const JUMP = ['FORWARD', '-j', CHAIN] as const;
const TIMEOUT_MS = 10_000;

type Rules = readonly (readonly string[])[];
const bits = (mark: number): string => `0x${mark.toString(16)}/0x${mark.toString(16)}`;
/** As `iptables -S` prints them, so that what stands can be compared with what shall. */
const marked = (mark: number): string[] => ['-m', 'mark', '--mark', bits(mark)];
const setMark = (mark: number): string[] => ['MARK', '--set-xmark', bits(mark)];

export function iptablesPhysdevRule({ queues }: QueueOptions): QueueRule {
  const spread = queues === 1 ? ['--queue-num', '0'] : ['--queue-balance', `0:${queues - 1}`];
  const bridged = ['-m', 'physdev', '--physdev-is-bridged', '-j'];
  const rulesOf = (mode: QueueMode): Rules => [
    [...marked(MARK_HANDED), '-j', ...setMark(MARK_INSPECTED)],
    [...marked(MARK_INSPECTED), '-j', 'RETURN'],
    [...bridged, ...setMark(MARK_HANDED)],
    [...bridged, 'NFQUEUE', ...spread, ...(mode === 'open' ? ['--queue-bypass'] : [])],
  ];
  return {
    async installed() {
      for (const mode of ['open', 'closed'] as const) {
        const stands = await everyProgram((program) => isInstalled(program, rulesOf(mode)));
        if (!stands.ok) return stands;
        if (stands.value) return ok(mode);
      }
      return ok(null);
    },
    async install(mode) {
      for (const program of PROGRAMS) {
        const installed = await installRules(program, rulesOf(mode));
        if (!installed.ok) return installed;
      }
      return ok(undefined);
    },
    async remove() {
      for (const program of PROGRAMS) {
        await run(program, ['-D', ...JUMP]);
        await run(program, ['-F', CHAIN]);
        await run(program, ['-X', CHAIN]);
      }
      return ok(undefined);
    },
  };
}

async function everyProgram(question: (program: string) => Promise<Result<boolean>>): Promise<Result<boolean>> {
  for (const program of PROGRAMS) {
    const answer = await question(program);
    if (!answer.ok || !answer.value) return answer;
  }
  return ok(true);
}

async function isInstalled(program: string, rules: Rules): Promise<Result<boolean>> {
  const jump = await run(program, ['-C', ...JUMP]);
  if (!jump.ok) return jump;
  if (jump.value.exitCode !== 0) return ok(false);
  const listed = await run(program, ['-S', CHAIN]);
  if (!listed.ok) return listed;
  const wanted = [`-N ${CHAIN}`, ...rules.map((rule) => `-A ${CHAIN} ${rule.join(' ')}`), ''].join('\n');
  return ok(listed.value.exitCode === 0 && listed.value.stdout === wanted);
}

/** A moment without the rule while it is put back is a moment without inspection, never without traffic. */
async function installRules(program: string, rules: Rules): Promise<Result<void>> {
  const present = await isInstalled(program, rules);
  if (!present.ok) return present;
  if (present.value) return ok(undefined);
  const made = await run(program, ['-S', CHAIN]);
  if (!made.ok) return made;
  const steps: string[][] = made.value.exitCode === 0 ? [['-F', CHAIN]] : [['-N', CHAIN]];
  steps.push(...rules.map((rule) => ['-A', CHAIN, ...rule]));
  const jump = await run(program, ['-C', ...JUMP]);
  if (!jump.ok) return jump;
  if (jump.value.exitCode !== 0) steps.push(['-I', 'FORWARD', '1', '-j', CHAIN]);
  for (const step of steps) {
    const outcome = await run(program, step);
    if (!outcome.ok) return outcome;
    if (outcome.value.exitCode !== 0) {
      return err('DPL_QUEUE_RULE_REFUSED', `${program} refused the rule that hands packets to the engine.`, {
        cause: outcome.value.stderr.slice(0, 300),
      });
    }
  }
  return ok(undefined);
}

/** `-w`: another program may hold the lock for a moment. */
function run(program: string, args: readonly string[]): Promise<Result<RunOutcome>> {
  return runProgram([program, '-w', '5', ...args], { timeoutMs: TIMEOUT_MS });
}
