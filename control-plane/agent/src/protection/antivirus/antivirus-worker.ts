/** Entry of the thread that reads files: the queue, the inspector, its own door to the kernel for FTP's second connections. */
import { parentPort, workerData } from 'node:worker_threads';
import { Nft } from 'node-nftables';
import { expectFile } from '../../data-plane/ruleset/file-reading-table.ts';
import { ipv4Text, ipv6Text } from '../../platform/ip-text.ts';
import { type MailRules, mailPolicy, NO_MAIL_RULES } from '../mail-policy/mail-policy.ts';
import { FILE_LIMITS } from './file-object.ts';
import { judgeFiles } from './scan/judge-file.ts';
import { KnownFiles } from './scan/known-files.ts';
import { type InspectionOptions, startInspection } from './start-inspection.ts';
import type { Judge } from './verdict.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

const REPORT_MS = 2000;
const AT_ONCE = 4;

const post = (message: FromWorker): void => parentPort?.postMessage(message);
const textOf = (family: 4 | 6, address: Uint8Array): string =>
  family === 4 ? ipv4Text(address, 0) : ipv6Text(address, 0);

/** What the scanner alone knew is blocked from now on; beyond so many only after the thread's next start. */
const MOST_LEARNED = 5000;

function judgeBy({ clamdSocket, lateMs }: WorkerStart, known: KnownFiles): Judge {
  let learned = 0;
  const onLearned = ({ sha256, name }: { readonly sha256: string; readonly name: string }): void => {
    learned += 1;
    if (learned <= MOST_LEARNED) known.change({ list: name, added: [sha256], removed: [] });
    post({ kind: 'learned', sha256, name });
  };
  const { fileBytes: mostBytes } = FILE_LIMITS;
  return judgeFiles({ clamdSocket, known, onLearned, lateMs, mostBytes, atOnce: AT_ONCE });
}

async function serve(start: WorkerStart): Promise<void> {
  const nft = await Nft.open();
  if (!nft.ok) return post({ kind: 'failed', error: nft.error });
  let policy = start.policy;
  let mail: MailRules = NO_MAIL_RULES;
  const known = new KnownFiles();
  const expect = async ({ family, ip, port }: Parameters<InspectionOptions['expect']>[0]): Promise<void> => {
    // A kernel without room for one more: the connection is not read, and counted so by nobody but its own bytes.
    await nft.value.run(expectFile(family, textOf(family, ip), port));
  };
  const inspection = await startInspection({
    queue: start.queue,
    policy: () => policy,
    judge: judgeBy(start, known),
    limits: FILE_LIMITS,
    nowMs: Date.now,
    onVerdict: (verdict) => post({ kind: 'verdict', verdict }),
    messages: mailPolicy(() => mail),
    onMail: (told) => post({ kind: 'mail', told }),
    expect,
    textOf,
    onFailure: (error) => post({ kind: 'failed', error }),
  });
  if (!inspection.ok) {
    await nft.value.close();
    return post({ kind: 'failed', error: inspection.error });
  }
  const { inspector } = inspection.value;
  const report = (): void => {
    const { files, viruses, unknown, blind, flows } = inspector.counts;
    const counts = { files, viruses, flows, unknown: { ...unknown }, blind: { ...blind } };
    post({
      kind: 'report',
      report: {
        ...counts,
        bytesHeld: inspector.bytesHeld,
        packets: inspection.value.packets(),
        knownHashes: known.entries,
      },
    });
  };
  const timer = setInterval(report, REPORT_MS);
  parentPort?.on('message', (message: ToWorker) => {
    if (message.kind === 'policy') policy = message.policy;
    else if (message.kind === 'mail') mail = message.rules;
    else if (message.kind === 'hashes') known.change(message.difference);
    else {
      clearInterval(timer);
      void inspection.value
        .close()
        .then(() => nft.value.close())
        .then(() => parentPort?.close());
    }
  });
  post({ kind: 'ready' });
}

await serve(workerData as WorkerStart);
