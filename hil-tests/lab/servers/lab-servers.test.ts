import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { frameOf, isWholeFrame } from './gh0st-frame.ts';
import { receiptOf } from './keep-receipts.ts';
import { FILE_KINDS, makeFile } from './make-file.ts';
import { readAttachment } from './read-attachment.ts';

/** What a zip archive holds, archives in it as well (APPNOTE 6.3.10 §4.3.7); any other file as it is. */
function unpacked(file: Buffer): Buffer {
  if (!file.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return file;
  const contents: Buffer[] = [];
  for (let at = 0; file.readUInt32LE(at) === 0x04034b50; ) {
    const from = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
    at = from + file.readUInt32LE(at + 18);
    contents.push(unpacked(inflateRawSync(file.subarray(from, at))));
  }
  return Buffer.concat(contents);
}

describe('files of the lab', () => {
  it('come out the same on both sides, and only the infected ones hold the test virus', () => {
    // The largest ones are made in the same way, and would cost seconds.
    for (const kind of FILE_KINDS.filter((one) => !one.endsWith('60m'))) {
      const file = makeFile(kind, 'seikyusho.doc');
      expect(file.equals(makeFile(kind, 'seikyusho.doc'))).toBe(true);
      expect(file.includes('ANTIVIRUS')).toBe(kind === 'test-virus' || kind.startsWith('hidden'));
      expect(unpacked(file).includes('ANTIVIRUS')).toBe(!/^(?:clean|listed|marked)/.test(kind));
    }
    expect(makeFile('test-virus', 'x')).toHaveLength(68);
    expect(makeFile('clean', 'x.pdf')).toHaveLength(1024 * 1024);
  });
});

describe('an attachment', () => {
  const content = makeFile('hidden-virus-20k', 'a.doc');
  const base64 = content.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  const head = 'Subject: x\r\n\r\n--b\r\nContent-Disposition: attachment; filename=a.doc\r\n\r\n';
  const mail = Buffer.from(`${head}${base64}\r\n--b--\r\n`, 'latin1');

  it('is read whole by name, length and checksum', () => {
    expect(readAttachment(mail)).toEqual(receiptOf('a.doc', content));
  });

  it('of a mail that was cut is as long as what came of it', () => {
    const part = readAttachment(mail.subarray(0, 5000));
    expect(part?.name).toBe('a.doc');
    expect(part?.bytes).toBeGreaterThan(3000);
    expect(part?.bytes).toBeLessThan(content.length);
    expect(readAttachment(Buffer.from('Subject: x\r\n'))).toBeNull();
  });
});

describe('a beacon', () => {
  it('is whole with its last byte and not before', () => {
    const frame = frameOf('online');
    expect(frame.toString('hex', 13, 15)).toBe('789c');
    expect(isWholeFrame(frame)).toBe(true);
    expect(isWholeFrame(frame.subarray(0, -1))).toBe(false);
  });
});
