import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anotherLabRuns } from '../../lab/lab-folder.ts';
import { replayEn } from './catalogue/en.ts';
import { PRIVATE_RANGES } from './choose-side.ts';
import { madeCapture, madeConnection, madeFrame } from './made-frames.ts';
import { type ReplayHow, replayCapture } from './replay-capture.ts';
import { type ReplayLab, startReplayLab } from './start-replay-lab.ts';
import { surveyCapture } from './survey-capture.ts';

const RULES = `drop tcp any any -> any any (msg:"Omamori test word"; flow:established; content:"forbidden-word"; sid:1999001; rev:1;)
drop udp $EXTERNAL_NET any -> $HOME_NET 5000 (msg:"Omamori test datagram"; content:"bad-datagram"; sid:1999002; rev:1;)
`;
const folder = mkdtempSync(join(tmpdir(), 'replay-'));
let lab: ReplayLab;

beforeAll(async () => {
  const started = await startReplayLab({ rules: RULES, action: 'drop', home: PRIVATE_RANGES }, replayEn);
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
}, 400_000);
afterAll(async () => {
  await lab?.stop();
  rmSync(folder, { recursive: true });
});

async function play(name: string, bytes: Uint8Array, how: ReplayHow = { told: false }) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const survey = surveyCapture(path);
  if (!survey.ok) throw new Error(survey.error.message);
  return replayCapture(lab, survey.value, how);
}
const request = 'GET / HTTP/1.1\r\nHost: www.example\r\n\r\n';
const answer = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('a replayed capture', () => {
  it('crosses the box whole and in order when no rule is against it, tagged and over IPv6 too', async () => {
    const frames = [
      ...madeConnection({ from: '192.168.5.1', to: '198.51.100.1' }, request, answer('fine')),
      ...madeConnection({ from: '192.168.5.2', to: '198.51.100.1', tag: 42 }, request, answer('fine')),
      ...madeConnection({ from: 'fd00::1', to: '2001:db8::1' }, request, answer('fine')),
      madeFrame({ from: '192.168.5.3', to: '198.51.100.1', body: 'x'.repeat(9000) }),
      Buffer.concat([Buffer.from('0200000000020200000000010806', 'hex'), Buffer.alloc(28, 1)]),
    ];
    const { line, reordered } = await play('fine.pcap', madeCapture(frames));
    expect(line).toMatchObject({ ok: true, packets: 32, delivered: 32, dropped: 0, unsendable: 0, alerts: {} });
    expect(reordered).toBe(0);
  });

  it('is stopped at the packet that a rule names, from either side, and told to the center', async () => {
    const frames = [
      ...madeConnection({ from: '192.168.6.1', to: '198.51.100.2' }, request, answer('a forbidden-word indeed')),
      madeFrame({ from: '203.0.113.9', to: '192.168.6.2', body: 'a bad-datagram' }),
    ];
    const { line, conversations } = await play('bad.pcap', madeCapture(frames), { told: true });
    expect(line).toMatchObject({ ok: true, packets: 11, truncated: false, alerts: { 1999001: 1, 1999002: 1 } });
    expect(line.delivered).toBe(5); // to the acknowledgement of the request; the answer and all after it is gone
    expect(line.dropped).toBe(6);
    expect(line.detections).toBeGreaterThanOrEqual(2);
    expect(conversations['ip 17 192.168.6.2 5000 203.0.113.9 4000']).toMatchObject({ dropped: 1 });
  }, 400_000);

  it('is played as far as it goes when it was cut, and counts what the kernel refuses', async () => {
    const whole = madeFrame({ from: '192.168.7.1', to: '198.51.100.3', body: 'a datagram' });
    const wrong = Buffer.from(whole);
    wrong.writeUInt8(0x4f, 14); // a header longer than the packet
    const file = madeCapture([whole, wrong, whole, whole]);
    const { line } = await play('cut.pcap', file.subarray(0, file.length - 5));
    expect(line).toMatchObject({ ok: true, packets: 3, delivered: 2, dropped: 0, unsendable: 1, truncated: true });
  });
});

describe('unusable input', () => {
  const program = join(import.meta.dirname, '../run-scenario.ts');
  const run = (...args: string[]) => {
    const ended = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 30_000 });
    return { status: ended.status, stdout: ended.stdout, sentence: ended.stderr.trim() };
  };

  it('ends with 2 and one coded sentence before anything is started', async () => {
    const noise = join(folder, 'noise');
    writeFileSync(noise, 'neither capture nor rules');
    const good = join(folder, 'good.pcap');
    writeFileSync(good, madeCapture([]));
    const cases: [string, string[]][] = [
      ['SCN_CAPTURE_UNREADABLE', ['--pcap', join(folder, 'missing.pcap')]],
      ['SCN_CAPTURE_UNREADABLE', ['--pcap', noise]],
      ['SCN_RULES_UNREADABLE', ['--pcap', good, '--rules', join(folder, 'missing.rules')]],
      ['SCN_RULES_EMPTY', ['--pcap', good, '--rules', noise]],
      ['SCN_HOME_INVALID', ['--pcap', good, '--home', '10.0.0.0/99']],
      ['SCN_OPTION_VALUE', ['--rules', noise]],
    ];
    for (const [code, args] of cases) {
      const { status, stdout, sentence } = run(...args);
      expect([code, status, stdout]).toEqual([code, 2, '']);
      expect(sentence).toMatch(new RegExp(`^${code}: [^\\n]+$`));
    }
    expect(await anotherLabRuns()).toBe(true); // ours, and it still stands
  }, 400_000);
});
