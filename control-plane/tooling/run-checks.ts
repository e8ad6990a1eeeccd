// `npm run check [-- NAME …]`: every check in turn, one line each with its seconds, then the plain closing line.
import { fileURLToPath } from 'node:url';
import type { Check, Findings } from './check.ts';
import { checkCatalogues } from './check-catalogues.ts';
import { checkErrors } from './check-errors.ts';
import { checkHosts } from './check-hosts.ts';
import { checkImports } from './check-imports.ts';
import { checkLock } from './check-lock.ts';
import { checkNftProgram } from './check-nft-program.ts';
import { checkForm, checkTypes } from './check-programs.ts';
import { checkSizes } from './check-sizes.ts';
import { closingLine } from './closing-line.ts';
import { refuse } from './coded-sentence.ts';
import { readTree, type SourceFile } from './source-tree.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const checks: readonly Check[] = [
  checkForm,
  checkTypes,
  checkImports,
  checkSizes,
  checkErrors,
  checkCatalogues,
  checkLock,
  checkHosts,
  checkNftProgram,
];

const report = (check: Check, { problems, warnings = [] }: Findings, seconds: number): void => {
  const verdict = problems.length === 0 ? '✓ ok    ' : '✗ failed';
  process.stdout.write(`${verdict}  ${check.title.padEnd(28)}${seconds.toFixed(1).padStart(7)}s\n`);
  for (const line of problems) process.stdout.write(`  ✗ ${line}\n`);
  for (const line of warnings) process.stdout.write(`  – ${line}\n`);
};

/** A check that throws is a bug in the check; it counts as failed and says why. */
const runCheck = async (check: Check, tree: readonly SourceFile[]): Promise<boolean> => {
  const began = performance.now();
  let findings: Findings;
  try {
    findings = await check.run(tree, repository);
  } catch (error) {
    findings = { problems: [`the check itself broke: ${String(error)}`] };
  }
  report(check, findings, (performance.now() - began) / 1000);
  return findings.problems.length === 0;
};

const main = async (): Promise<void> => {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  const unknown = names.find((name) => !checks.some((check) => check.name === name));
  if (unknown !== undefined) {
    const advice = `use ${checks.map(({ name }) => name).join(', ')}`;
    return refuse({ code: 'SET_CHECK_UNKNOWN', what: `there is no check "${unknown}"`, advice });
  }
  const tree = readTree(repository);
  let passed = 0;
  let failed = 0;
  for (const check of checks) {
    if (names.length > 0 && !names.includes(check.name)) continue;
    if (await runCheck(check, tree)) passed += 1;
    else failed += 1;
  }
  process.stdout.write(`${closingLine(passed, failed)}\n`);
  process.exitCode = failed > 0 ? 1 : 0;
};

if (import.meta.main) await main();
