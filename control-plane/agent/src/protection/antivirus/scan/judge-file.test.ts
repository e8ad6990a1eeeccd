import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FileFacts, FileObject } from '../file-object.ts';
import { openLearnedFiles } from '../learned-files.ts';
import { type JudgeOptions, judgeFiles } from './judge-file.ts';
import { KnownFiles } from './known-files.ts';

const BAD = Buffer.from('bytes that a list knows');
const hash = (kind: string) => createHash(kind).update(BAD).digest('hex');
const LIMITS = { fileBytes: 1_000_000, allBytes: 1_000_000 };

function fileOf(content: Buffer, protocol: FileFacts['protocol'] = 'http'): FileObject {
  const file = new FileObject({ protocol, name: null, encoding: null, facts: {} }, LIMITS, { used: 0 });
  file.add(content);
  return file;
}
function judgeWith(known: KnownFiles, over: Partial<JudgeOptions> = {}) {
  return judgeFiles({
    clamdSocket: null,
    known,
    onLearned: () => undefined,
    lateMs: 5000,
    mostBytes: 1e6,
    atOnce: 2,
    ...over,
  });
}
function zipOf(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const listed = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, listed, end]);
}
const mailOf = (content: Buffer) =>
  Buffer.from(
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${content.toString('base64')}\r\n--b--\r\n`,
  );

describe('without a scanner', () => {
  it('knows a listed file by each kind of hash: alone, in a zip, in a zip in a zip, in a mail', async () => {
    for (const kind of ['md5', 'sha1', 'sha256']) {
      const known = new KnownFiles();
      known.change({ list: 'feed', added: [hash(kind)], removed: [] });
      const judge = judgeWith(known);
      const inZip = zipOf('a', BAD);
      for (const file of [fileOf(BAD), fileOf(inZip), fileOf(zipOf('b', inZip)), fileOf(mailOf(inZip), 'smtp')])
        expect(await judge(file, false)).toEqual({ kind: 'virus', name: 'feed', by: 'hash', sha256: hash('sha256') });
      expect(await judge(fileOf(Buffer.from('others')), false)).toEqual({ kind: 'unknown', why: 'no-scanner' });
    }
  });

  it('forgets what a list no longer has, and only for that list', async () => {
    const known = new KnownFiles();
    known.change({ list: 'one', added: [hash('sha256')], removed: [] });
    known.change({ list: 'two', added: [hash('sha256')], removed: [] });
    known.change({ list: 'one', added: [], removed: [hash('sha256')] });
    expect(known.find(BAD)).toBe('two');
    known.change({ list: 'two', added: [], removed: [hash('sha256')] });
    expect([known.find(BAD), known.entries]).toEqual([null, 0]);
  });
});

describe('what the scanner alone knew', () => {
  it('is learned by its hash: of a mail the attachment, not the message', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'omamori-judge-'));
    const socket = join(folder, 's');
    const clamd = createServer({ allowHalfOpen: true }, (from) => {
      let got = Buffer.alloc(0);
      from.on('data', (chunk) => {
        got = Buffer.concat([got, chunk]);
      });
      const isBad = () => got.includes(BAD) || got.includes(Buffer.from(BAD.toString('base64')));
      from.on('end', () => from.end(isBad() ? 'stream: Made.Up FOUND\0' : 'stream: OK\0'));
    });
    await new Promise<void>((resolve) => clamd.listen(socket, resolve));
    const learned: unknown[] = [];
    let heard = (): void => undefined;
    const known = new KnownFiles();
    const next = new Promise<void>((resolve) => (heard = resolve));
    const onLearned = (one: unknown): void => {
      learned.push(one);
      heard();
    };
    const judge = judgeWith(known, { clamdSocket: socket, onLearned });
    expect(await judge(fileOf(mailOf(BAD), 'smtp'), false)).toMatchObject({ kind: 'virus', by: 'scanner' });
    await next;
    expect(learned).toEqual([{ sha256: hash('sha256'), name: 'Made.Up' }]);
    await new Promise((resolve) => clamd.close(resolve));
    await rm(folder, { recursive: true });
  });

  it('is remembered over a restart, and a damaged list is told and begun anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'omamori-learned-'));
    const path = join(folder, 'learned.json');
    const problems: string[] = [];
    const open = () => openLearnedFiles({ path, nowMs: Date.now, onProblem: ({ code }) => problems.push(code) });
    const first = await open();
    first.learn({ sha256: hash('sha256'), name: 'Made.Up' });
    expect(await first.close()).toMatchObject({ ok: true });
    expect((await open()).lists()).toEqual(new Map([['Made.Up', [hash('sha256')]]]));
    await writeFile(path, '{"v":1,"files":[{"sha256":"no"}]}');
    expect((await open()).lists().size).toBe(0);
    expect(problems).toEqual(['AVS_LEARNED_BAD']);
    await rm(folder, { recursive: true });
  });
});
