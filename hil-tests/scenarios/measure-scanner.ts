// What clamd needs with a database of the official one's size: made-up signatures in about its make-up (hashes of files
// and of program sections for the most part, some byte patterns), loaded by clamd itself.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../lab/wait-until.ts';

/** Share of each kind; the line from so many random bytes of hex (ClamAV's "Signature formats"). */
const KINDS = [
  { ext: 'hdb', share: 0.34, bytes: 16, line: (hex: string, n: number) => `${hex}:${1000 + (n % 900_000)}:M.H-${n}\n` },
  {
    ext: 'hsb',
    share: 0.13,
    bytes: 32,
    line: (hex: string, n: number) => `${hex}:${1000 + (n % 900_000)}:M.S-${n}:73\n`,
  },
  {
    ext: 'mdb',
    share: 0.51,
    bytes: 16,
    line: (hex: string, n: number) => `${512 * (1 + (n % 2000))}:${hex}:M.M-${n}\n`,
  },
  { ext: 'ndb', share: 0.02, bytes: 40, line: (hex: string, n: number) => `M.N-${n}:0:*:${hex}\n` },
] as const;

export interface ScannerSize {
  readonly signatures: number;
  readonly loadSeconds: number;
  readonly residentMb: number;
  readonly peakMb: number;
}

export async function measureScanner(signatures: number): Promise<ScannerSize> {
  const folder = await mkdtemp(join(tmpdir(), 'omamori-scanner-'));
  try {
    for (const kind of KINDS) await writeSignatures(join(folder, `made.${kind.ext}`), kind, signatures * kind.share);
    return await loadAndRead(folder, signatures);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSignatures(path: string, { bytes, line }: (typeof KINDS)[number], count: number): Promise<void> {
  const out = createWriteStream(path);
  const AT_ONCE = 10_000;
  for (let from = 0; from < count; from += AT_ONCE) {
    const many = Math.min(AT_ONCE, Math.floor(count - from));
    const hex = randomBytes(many * bytes).toString('hex');
    let text = '';
    for (let i = 0; i < many; i += 1) text += line(hex.slice(i * bytes * 2, (i + 1) * bytes * 2), from + i);
    if (!out.write(text)) await new Promise<void>((resolve) => out.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => out.end(() => resolve()));
}

async function loadAndRead(folder: string, signatures: number): Promise<ScannerSize> {
  const socket = join(folder, 'clamd.sock');
  const file = join(folder, 'clamd.conf');
  const lines = [`DatabaseDirectory ${folder}`, `LocalSocket ${socket}`, 'Foreground yes', 'User root', 'SelfCheck 0'];
  await writeFile(file, `${lines.join('\n')}\n`);
  const begun = performance.now();
  const clamd = spawn('clamd', ['--config-file', file], { stdio: 'ignore' });
  const ended = new Promise((resolve) => clamd.once('close', resolve));
  try {
    await waitUntil('clamd has loaded its database', 600_000, () =>
      access(socket).then(
        () => true,
        () => false,
      ),
    );
    const loadSeconds = Math.round((performance.now() - begun) / 100) / 10;
    const status = await readFile(`/proc/${clamd.pid}/status`, 'utf8');
    const mb = (field: string) => Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
    return { signatures, loadSeconds, residentMb: mb('VmRSS'), peakMb: mb('VmHWM') };
  } finally {
    clamd.kill('SIGKILL');
    await ended;
  }
}
