import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Result } from '../../src/nft-error.ts';
import { failed, ok } from '../../src/nft-error.ts';
import { mapProgramError } from './map-program-error.ts';
import { type MemoryFile, writeMemoryFile } from './memory-file.ts';

export interface ProgramCall {
  readonly argv: readonly [string, ...string[]];
  readonly stdin: Iterable<string>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

const MAX_STDERR_BYTES = 16_384;

/** One process from start to end. Output beyond the limit or time beyond the limit kills it. */
export async function runProgram(call: ProgramCall): Promise<Result<string>> {
  const input = await writeMemoryFile(call.stdin);
  if (input === undefined) return failed({ code: 'NFT_NO_MEMORY', message: 'no memory for the document' });
  try {
    return await runWithInput(call, input);
  } finally {
    await input.close();
  }
}

async function runWithInput(call: ProgramCall, input: MemoryFile): Promise<Result<string>> {
  const [program, ...args] = call.argv;
  const env = { PATH: searchPath(), LC_ALL: 'C' };
  const child = spawn(program, args, { stdio: [input.fd, 'pipe', 'pipe'], env });
  let stopped: 'timeout' | 'output' | undefined;
  const stop = (why: 'timeout' | 'output'): void => {
    stopped ??= why;
    child.kill('SIGKILL');
  };
  const stdout = collect(child.stdout, call.maxOutputBytes, () => stop('output'));
  const stderr = collect(child.stderr, MAX_STDERR_BYTES, () => undefined);
  const timer = setTimeout(() => stop('timeout'), call.timeoutMs);
  const status = await new Promise<number | NodeJS.ErrnoException>((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) => resolve(code ?? -1));
  });
  clearTimeout(timer);
  if (typeof status !== 'number') return failed(startError(status, program));
  if (stopped === 'timeout') {
    return failed({ code: 'NFT_BUSY', message: `nft did not end within ${call.timeoutMs} ms and was stopped` });
  }
  if (stopped === 'output') {
    return failed({ code: 'NFT_REJECTED', message: `nft wrote more than ${call.maxOutputBytes} bytes` });
  }
  return status === 0 ? ok(stdout.text()) : failed(mapProgramError(stderr.text()));
}

function collect(stream: Readable | null, limit: number, onOverflow: () => void): { text(): string } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else onOverflow();
  });
  return { text: () => Buffer.concat(chunks).toString('utf8') };
}

function startError(error: NodeJS.ErrnoException, program: string) {
  if (error.code === 'ENOENT') {
    return { code: 'NFT_UNSUPPORTED', message: `program ${program} is not installed` } as const;
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return { code: 'NFT_PERMISSION', message: `program ${program} may not be started` } as const;
  }
  return { code: 'NFT_BUSY', message: `program ${program} could not be started`, detail: error.message } as const;
}

/** nft and ip live in sbin, which the PATH of a service or a user may lack. */
function searchPath(): string {
  return `${process.env['PATH'] ?? '/usr/bin:/bin'}:/usr/sbin:/sbin`;
}
