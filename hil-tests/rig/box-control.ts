import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Lab } from '../lab/start-lab.ts';
import type { Unit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';
import type { QemuBox } from './qemu-box.ts';

/** What a scenario may do to the box, whatever the box is. */
export interface BoxControl {
  readonly patience: number;
  readonly pidOf: (part: 'agent' | 'engine') => Promise<number | null>;
  readonly kill: (part: 'agent' | 'engine') => Promise<void>;
  /** Reports that lie on the box's disk, not yet acknowledged by the center. */
  readonly countSpooled: () => Promise<number>;
  /** What the agent has said since the box was switched on; one JSON line a note. */
  readonly readAgentLog: () => Promise<string>;
  readonly cutPower: () => Promise<void>;
  readonly powerOn: () => Promise<void>;
}

/** Read by Node's own SQLite on the box, beside the agent: what is there would be there after a power cut. */
const COUNT = `const { DatabaseSync } = require('node:sqlite');
const db = new DatabaseSync(process.argv[1], { readOnly: true });
console.log(db.prepare('SELECT count(*) AS n FROM record').get().n);`;

async function countRecords(lab: Lab, node: string, dataDir: string): Promise<number> {
  const argv = [node, '--disable-warning=ExperimentalWarning', '-e', COUNT, join(dataDir, 'spool.db')];
  const counted = await lab.run('box', argv, 60_000);
  if (counted.exitCode !== 0) throw new Error(`the spool cannot be read: ${counted.stderr.slice(-300)}`);
  return z.coerce.number().int().parse(counted.stdout.trim());
}

export function machineControl(lab: Lab, box: QemuBox): BoxControl {
  return {
    patience: box.patience,
    pidOf: (part) => box[part].readPid(),
    async kill(part) {
      box[part].kill();
      await box[part].settled();
    },
    countSpooled: () => countRecords(lab, '/opt/node/bin/node', box.folders.dataDir),
    async readAgentLog() {
      const argv = ['journalctl', '--unit=omamori-agent.service', '--output=cat', '--no-pager'];
      return (await lab.run('box', argv)).stdout;
    },
    cutPower: () => box.cutPower(),
    powerOn: () => box.powerOn(),
  };
}

/** In namespaces the power cut is the sudden end of both programs, and a kernel that forgets every rule. */
export function namespaceControl(lab: Lab): BoxControl {
  const { agent, engine } = lab.units;
  const end = async (unit: Unit): Promise<void> => {
    unit.kill();
    await unit.stop();
    await waitUntil(`${unit.name} has ended`, 10_000, async () => unit.pid() === null);
  };
  return {
    patience: 1,
    pidOf: async (part) => lab.units[part].pid(),
    kill: async (part) => lab.units[part].kill(),
    countSpooled: () => countRecords(lab, process.execPath, join(lab.folder.path, 'box/data')),
    readAgentLog: () => readFile(join(lab.folder.path, 'logs/agent.log'), 'utf8'),
    async cutPower() {
      await Promise.all([end(agent), end(engine)]);
      await lab.run('box', ['nft', 'flush', 'ruleset']);
    },
    async powerOn() {
      agent.start();
      engine.start();
    },
  };
}
