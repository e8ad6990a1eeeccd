// `npm run scenario -- --suite antivirus`: what of a packed virus arrives, by protocol, direction, size and family; the last
// line is JSON { ok, cells, stopped, explained, unexplained }. A hole that is known and named is explained.
import { existsSync } from 'node:fs';
import type { Lab } from '../lab/start-lab.ts';
import { type Cell, carryFiles, tellCells } from './carry-matrix.ts';
import { setAntivirus } from './set-antivirus.ts';

const VIRUSES = ['test-virus', 'zipped-virus', 'zipped-virus-20k', 'zipped-virus-5m', 'zip-in-zip'] as const;
const CLEAN = ['clean-300', 'clean-20k', 'clean-5m'] as const;

export function isAntivirusSuite(args: readonly string[]): boolean {
  return args[args.indexOf('--suite') + 1] === 'antivirus' && args.includes('--suite');
}

/** clamd's program; without it the suite cannot say anything. */
export const hasScanner = (): boolean => existsSync('/usr/sbin/clamd');

export async function runAntivirusSuite(lab: Lab): Promise<boolean> {
  await lab.center.signIn();
  await setAntivirus(lab, 'block');
  const cut = (cells: readonly Cell[]) => cells.filter(({ whole }) => !whole);
  const clean = await carryFiles(lab, CLEAN);
  process.stderr.write(tellCells(clean));
  const first = await carryFiles(lab, VIRUSES);
  const second = await carryFiles(lab, VIRUSES);
  process.stderr.write(tellCells([...first, ...second]));
  const viruses = [...first, ...second];
  const unexplained = viruses.length - cut(viruses).length + cut(clean).length;
  const sum = {
    ok: unexplained === 0,
    cells: viruses.length + clean.length,
    stopped: cut(viruses).length,
    explained: 0,
    unexplained,
  };
  process.stdout.write(`${JSON.stringify(sum)}\n`);
  return sum.ok;
}
