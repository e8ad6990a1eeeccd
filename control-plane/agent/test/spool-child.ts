// Appends for ever and says which record is accepted, one number a line, after append() has returned.

import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { openSpool } from '../src/event-path/spool/spool.ts';
import { systemBootClock } from '../src/platform/boot-clock.ts';
import { systemClock } from '../src/platform/clock.ts';
import { sampleDetection } from './sample-detection.ts';

const opened = openSpool({
  path: process.argv[2] ?? '',
  clock: systemClock,
  bootClock: systemBootClock(),
  log: pino({ level: 'silent' }),
});
if (!opened.ok) throw new Error(opened.error.message);
const spool = opened.value;
for (let index = spool.lastSequence() + 1; ; index += 1) {
  const key = `port 203.0.113.9 ${index} 10.99.0.5 3389 tcp`;
  const candidate = {
    detection: sampleDetection({ id: String(index) }),
    attempt: { key, seenMs: index, lifeMs: 3_600_000 },
  };
  const appended = spool.append({ candidates: [candidate], bookmark: { source: 'test', value: String(index) } });
  if (!appended.ok) throw new Error(appended.error.message);
  writeSync(1, `${index}\n`);
}
