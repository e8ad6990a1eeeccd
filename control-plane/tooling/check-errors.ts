// Every code a program can give stands in control-plane/docs/errors.md, and every code there is given by a program.
import type { Check, Findings } from './check.ts';
import { scanSource } from './scan-source.ts';
import { isTest, isTypeScript, type SourceFile } from './source-tree.ts';

/** One prefix per area; a new area adds its prefix here. */
export const codePrefixes =
  'NFT EVE CFG SPL LNK LAB SET CTR ADM BND ENG INV PLT DOC SCN ING NTC HTTP STO CLS INT UPL GEO SIG WEB PPL EVT DPL CPF CMD HST RPL IMG RIG HIL AVS NET ENR UPD'.split(
    ' ',
  );
const code = new RegExp(`(?<![A-Za-z0-9_])(?:${codePrefixes.join('|')})_[A-Z0-9_]*[A-Z0-9](?![A-Za-z0-9_])`, 'g');
/** Words of other programs that look like one of our codes. */
const notOurs = new Set(['HTTP_PORTS', 'LAB_PATIENCE']);
const tablePath = 'control-plane/docs/errors.md';
const kinds = new Set(['retryable', 'terminal']);

const noteCodes = (text: string, where: string, found: Map<string, string>): void => {
  for (const [name] of text.matchAll(code)) if (!found.has(name) && !notOurs.has(name)) found.set(name, where);
};

/** Codes in string literals of the sources (in shell: anywhere outside comments), each with its first place. */
export const collectCodes = (tree: readonly SourceFile[]): Map<string, string> => {
  const found = new Map<string, string>();
  for (const file of tree) {
    if (isTest(file) || file.path.startsWith('control-plane/tooling/check-')) continue;
    if (isTypeScript(file)) {
      for (const { text, line } of scanSource(file).strings) noteCodes(text, `${file.path}:${line}`, found);
    } else if (file.path.endsWith('.sh')) {
      const uncommented = file.text.replaceAll(/^\s*#.*$/gm, '').replaceAll(/\b(?:what|do)_(?=[A-Z])/g, '');
      noteCodes(uncommented, file.path, found);
    }
  }
  return found;
};

export const findBadErrorTable = (tree: readonly SourceFile[]): Findings => {
  const table = tree.find(({ path }) => path === tablePath);
  if (table === undefined) return { problems: [`${tablePath} is missing`] };
  const problems: string[] = [];
  const listed = new Set<string>();
  for (const line of table.text.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    const name = cells[1] ?? '';
    if (!/^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name)) continue;
    if (listed.has(name)) problems.push(`${tablePath}: ${name} stands twice`);
    listed.add(name);
    if (cells.length < 6 || cells.slice(2, 5).some((cell) => cell === ''))
      problems.push(`${tablePath}: ${name} lacks a cell`);
    else if (!kinds.has(cells[3] ?? '')) problems.push(`${tablePath}: ${name} is neither retryable nor terminal`);
  }
  const given = collectCodes(tree);
  for (const [name, where] of given) if (!listed.has(name)) problems.push(`${where}: ${name} is not in ${tablePath}`);
  for (const name of listed) if (!given.has(name)) problems.push(`${tablePath}: no source gives ${name}`);
  return { problems };
};

export const checkErrors: Check = { name: 'errors', title: 'codes and errors.md', run: findBadErrorTable };
