import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { type Cell, carryFiles, tellCells } from './carry-matrix.ts';
import { collectTold } from './collect-told.ts';
import { setAntivirus } from './set-antivirus.ts';

let lab: Lab;
beforeAll(async () => {
  const started = await startLab({ scanner: true });
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  await lab.center.signIn();
  await setAntivirus(lab, 'block');
}, 400_000);
afterAll(() => lab?.stop());

const named = (cells: readonly Cell[]) => cells.map(({ way, kind, family }) => `${way} ${kind} IPv${family}`);

describe('files on their way through the box', () => {
  it('arrive whole when they are clean, byte for byte, by every protocol', async () => {
    const cells = await carryFiles(lab, ['clean-300', 'clean-20k', 'clean-5m']);
    process.stderr.write(tellCells(cells));
    expect(named(cells.filter(({ whole }) => !whole))).toEqual([]);
  }, 400_000);

  it('do not arrive when a virus is packed in them, and each is told once', async () => {
    const begun = Date.now();
    const cells = await carryFiles(lab, ['zipped-virus', 'zipped-virus-20k', 'zipped-virus-5m', 'zip-in-zip']);
    process.stderr.write(tellCells(cells));
    expect(named(cells.filter(({ whole }) => whole))).toEqual([]);
    const told = await collectTold(lab, 'malware-file', begun, cells.length);
    expect(told.notified).toBe(true);
    expect(told.detections.filter(({ detection }) => detection.verdict !== 'blocked')).toEqual([]);
  }, 400_000);

  it('go on when the policy only detects', async () => {
    await setAntivirus(lab, 'detect');
    const cells = await carryFiles(lab, ['zipped-virus'], [4]);
    expect(named(cells.filter(({ whole }) => !whole))).toEqual([]);
    await setAntivirus(lab, 'off');
    expect(named((await carryFiles(lab, ['zipped-virus'], [4])).filter(({ whole }) => !whole))).toEqual([]);
  }, 400_000);
});
