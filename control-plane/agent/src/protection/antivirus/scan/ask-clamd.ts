// clamd's INSTREAM over its local socket (clamd(8)): `zINSTREAM\0`, chunks with their length before them, four zero bytes.
import { connect } from 'node:net';
import { type CodedError, causeOf, err, ok, type Result } from '@omamori/contract/result';

const CHUNK_BYTES = 65_536;
const MOST_ANSWER_BYTES = 4096;

/** Name of the virus, or null. Errors: AVS_CLAMD_AWAY, AVS_CLAMD_LATE, AVS_CLAMD_REFUSED (its own limits, too). */
export async function askClamd(socketPath: string, content: Buffer, timeoutMs: number): Promise<Result<string | null>> {
  const answered = await exchange(socketPath, content, timeoutMs);
  if (!answered.ok) return answered;
  const found = /^stream: (.+) FOUND$/.exec(answered.value);
  if (found !== null) return ok(found[1] ?? 'unnamed');
  if (answered.value === 'stream: OK') return ok(null);
  return err('AVS_CLAMD_REFUSED', 'clamd did not judge the file.', { answer: answered.value.slice(0, 200) });
}

function exchange(socketPath: string, content: Buffer, timeoutMs: number): Promise<Result<string>> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    let answer = '';
    const fail = (error: CodedError): void => {
      socket.destroy();
      resolve({ ok: false, error });
    };
    const timer = setTimeout(() => {
      fail({ code: 'AVS_CLAMD_LATE', message: `clamd did not answer within ${timeoutMs} ms.` });
    }, timeoutMs);
    socket.on('error', (thrown) => {
      clearTimeout(timer);
      // An answer that came before the connection broke (a limit of clamd's) is the answer.
      if (answer !== '') return resolve(ok(trimmed(answer)));
      fail({ code: 'AVS_CLAMD_AWAY', message: 'clamd cannot be reached.', detail: { cause: causeOf(thrown) } });
    });
    socket.on('data', (chunk) => {
      if (answer.length < MOST_ANSWER_BYTES) answer += chunk.toString('utf8');
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer === '' ? err('AVS_CLAMD_AWAY', 'clamd closed without an answer.') : ok(trimmed(answer)));
    });
    socket.on('connect', () => socket.end(framed(content)));
  });
}

function trimmed(answer: string): string {
  return answer.split('\0', 1)[0]?.trim() ?? '';
}

function framed(content: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from('zINSTREAM\0')];
  for (let at = 0; at < content.length; at += CHUNK_BYTES) {
    const chunk = content.subarray(at, at + CHUNK_BYTES);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    parts.push(length, chunk);
  }
  parts.push(Buffer.alloc(4));
  return Buffer.concat(parts);
}
