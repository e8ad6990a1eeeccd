import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createEveParser } from 'suricata-eve-parser';

/** Where the detections file stood before a replay. */
export interface EvePlace {
  readonly inode: bigint;
  readonly size: number;
}

export async function eveEnd(file: string): Promise<EvePlace> {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return { inode: found?.ino ?? 0n, size: Number(found?.size ?? 0n) };
}

/** Alerts by sid since `from`; the agent may have renamed the file once meanwhile (`<file>.1`). */
export async function countAlerts(file: string, from: EvePlace): Promise<Record<string, number>> {
  const counts = new Map<string, number>();
  const now = await eveEnd(file);
  if (now.inode === from.inode) await addAlerts(file, from.size, counts);
  else {
    const before = await eveEnd(`${file}.1`);
    if (before.inode === from.inode) await addAlerts(`${file}.1`, from.size, counts);
    await addAlerts(file, 0, counts);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => Number(a) - Number(b)));
}

async function addAlerts(file: string, start: number, counts: Map<string, number>): Promise<void> {
  const size = (await eveEnd(file)).size;
  if (size <= start) return;
  const parser = createEveParser({
    types: { alert: 'decode', drop: 'skip' },
    onEvent: (event) => {
      // A rule that only names an application warns nobody.
      if (event.event_type !== 'alert' || event.alert?.metadata?.['omamori_told']?.includes('nobody')) return;
      const sid = String(event.alert?.signature_id ?? 0);
      counts.set(sid, (counts.get(sid) ?? 0) + 1);
    },
  });
  for await (const chunk of createReadStream(file, { start, end: size - 1 })) parser.write(chunk as Uint8Array);
  parser.end();
}

/** Waits until the engine has written nothing for a second, at most ten: a reassembled stream is judged a little later. */
export async function settleEve(file: string): Promise<void> {
  let last = -1;
  let quiet = 0;
  for (let waited = 0; waited < 10_000 && quiet < 1000; waited += 200) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { size } = await eveEnd(file);
    quiet = size === last ? quiet + 200 : 0;
    last = size;
  }
}
