import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { classicFile } from '../test/write-capture.ts';
import { openCapture } from './read-capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'capture-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileWith = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

describe('a capture file', () => {
  const bodies = Array.from({ length: 5000 }, (_, index) => new Uint8Array(100).fill(index & 0xff));
  const file = classicFile({ magic: 0xa1b2c3d4, little: true, linkType: 1, bodies });

  it('is read over many chunks, packet by packet', () => {
    const opened = openCapture(fileWith('whole.pcap', file));
    if (!opened.ok) throw new Error(opened.error.message);
    const seen = [...opened.value.packets()];
    opened.value.close();
    expect(seen.map((packet) => packet.data[0])).toEqual(bodies.map((body) => body[0]));
    expect(opened.value.truncated).toBe(false);
  });

  it('is read as far as it goes when it was cut inside a packet', () => {
    const opened = openCapture(fileWith('cut.pcap', file.subarray(0, file.length - 50)));
    if (!opened.ok) throw new Error(opened.error.message);
    expect([...opened.value.packets()]).toHaveLength(4999);
    expect(opened.value.truncated).toBe(true);
    opened.value.close();
  });

  it('is refused by code when it is missing, a folder, empty or noise', () => {
    const codeOf = (path: string) => {
      const opened = openCapture(path);
      return opened.ok ? null : opened.error.code;
    };
    expect(codeOf(join(folder, 'missing'))).toBe('CPF_UNREADABLE');
    expect(codeOf(folder)).toBe('CPF_EMPTY');
    expect(codeOf(fileWith('empty', new Uint8Array()))).toBe('CPF_EMPTY');
    expect(codeOf(fileWith('noise', new Uint8Array(500).fill(0x5a)))).toBe('CPF_MAGIC_UNKNOWN');
  });
});
