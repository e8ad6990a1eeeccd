// A vitest reporter that writes what really ran to the file named by OMAMORI_TEST_COUNTS.
// run-tests.ts reads it: the closing line comes from these counts, never from parsing text.
import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';

export type TestCounts = {
  passed: number;
  failed: number;
  skipped: { title: string; reason: string }[];
  files: { path: string; seconds: number }[];
};

const countModule = (module: TestModule, counts: TestCounts, wanted: RegExp | undefined): void => {
  // A file that cannot be loaded, or whose hooks fail outside any test, is one failure of its own.
  if (module.errors().length > 0) counts.failed += 1;
  for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed += 1;
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === 'passed') counts.passed += 1;
    else if (result.state === 'failed') counts.failed += 1;
    else if (result.state === 'skipped' && isWanted(test.fullName, wanted)) {
      const reason = result.note ?? reasonOf(test.options.mode);
      if (reason !== undefined) counts.skipped.push({ title: test.fullName, reason });
    }
  }
  counts.files.push({ path: module.relativeModuleId, seconds: module.diagnostic().duration / 1000 });
};

/** Tests left out by a `-t` filter are neither skipped nor run. */
const isWanted = (fullName: string, wanted: RegExp | undefined): boolean =>
  wanted === undefined || fullName.replaceAll(' > ', ' ').search(wanted) >= 0;

/** A test that never ran because its file or a hook failed has the mode `run`; that failure is counted already. */
const reasonOf = (mode: string): string | undefined =>
  mode === 'run' ? undefined : mode === 'todo' ? 'not written yet' : 'no reason given';

export const countTests = (
  modules: readonly TestModule[],
  errors: readonly SerializedError[],
  wanted?: RegExp,
): TestCounts => {
  const counts: TestCounts = { passed: 0, failed: errors.length, skipped: [], files: [] };
  for (const module of modules) countModule(module, counts, wanted);
  return counts;
};

export default class CountReporter implements Reporter {
  #wanted: RegExp | undefined;

  onInit(vitest: Vitest): void {
    this.#wanted = vitest.config.testNamePattern;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const target = process.env['OMAMORI_TEST_COUNTS'];
    if (target !== undefined) writeFileSync(target, JSON.stringify(countTests(modules, errors, this.#wanted)));
  }
}
