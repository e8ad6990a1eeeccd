// The rule that hands packets marked as "carries files" to the antivirus, behind Suricata's: nobody there, they go on.
import { err, ok, type Result } from '@omamori/contract/result';
import { bitmask, type Command, type Family, match, meta, type NftDocument, queue } from 'node-nftables';
import { runProgram } from '../../platform/run-program.ts';
import { fromNft, type KernelDoor } from '../kernel-door.ts';
import { FILES_QUEUE, MARK_FILE_WANTED } from '../ruleset/file-reading-names.ts';

export interface FileQueueRule {
  install(): Promise<Result<void>>;
  remove(): Promise<Result<void>>;
}

const FAMILIES = ['ip', 'ip6'] as const satisfies readonly Family[];
const TABLE = 'omamori_file_queue';

/** For kernels with nft_queue; never in the bridge family (see nft-queue.ts). */
export function nftFileQueue(nft: KernelDoor): FileQueueRule {
  const remove: Command[] = FAMILIES.flatMap((family): Command[] => {
    const object = { table: { family, name: TABLE } };
    return [{ add: object }, { delete: object }];
  });
  const bears = match(bitmask(meta('mark'), MARK_FILE_WANTED), MARK_FILE_WANTED);
  const add: Command[] = FAMILIES.flatMap((family): Command[] => [
    { add: { table: { family, name: TABLE } } },
    {
      add: {
        chain: { family, table: TABLE, name: 'forward', type: 'filter', hook: 'forward', prio: 50, policy: 'accept' },
      },
    },
    { add: { rule: { family, table: TABLE, chain: 'forward', expr: [bears, queue(FILES_QUEUE, ['bypass'])] } } },
  ]);
  const run = async (nftables: Command[]): Promise<Result<void>> =>
    fromNft(await nft.run({ nftables } satisfies NftDocument));
  return { install: () => run([...remove, ...add]), remove: () => run(remove) };
}

const PROGRAMS = ['iptables-nft', 'ip6tables-nft'] as const;
const CHAIN = 'OMAMORI_FILES';
const MARKED = `0x${MARK_FILE_WANTED.toString(16)}/0x${MARK_FILE_WANTED.toString(16)}`;
const TIMEOUT_MS = 10_000;

/** NFQUEUE by iptables-nft, table security: FORWARD there stands at +50. Error: DPL_FILE_QUEUE_REFUSED. */
export function iptablesFileQueue(): FileQueueRule {
  const run = (program: string, args: readonly string[]) =>
    runProgram([program, '-w', '5', '-t', 'security', ...args], { timeoutMs: TIMEOUT_MS });
  const remove = async (): Promise<Result<void>> => {
    for (const program of PROGRAMS) {
      for (const args of [
        ['-D', 'FORWARD', '-j', CHAIN],
        ['-F', CHAIN],
        ['-X', CHAIN],
      ]) {
        const ran = await run(program, args); // it may not be there
        if (!ran.ok) return ran;
      }
    }
    return ok(undefined);
  };
  const install = async (): Promise<Result<void>> => {
    const removed = await remove();
    if (!removed.ok) return removed;
    const queued = [
      '-A',
      CHAIN,
      '-m',
      'mark',
      '--mark',
      MARKED,
      '-j',
      'NFQUEUE',
      '--queue-num',
      String(FILES_QUEUE),
      '--queue-bypass',
    ];
    for (const program of PROGRAMS) {
      for (const args of [['-N', CHAIN], queued, ['-A', 'FORWARD', '-j', CHAIN]]) {
        const ran = await run(program, args);
        if (!ran.ok) return ran;
        if (ran.value.exitCode === 0) continue;
        return err('DPL_FILE_QUEUE_REFUSED', `${program} refused the rule that hands files to the antivirus.`, {
          cause: ran.value.stderr.slice(0, 300),
        });
      }
    }
    return ok(undefined);
  };
  return { install, remove };
}
