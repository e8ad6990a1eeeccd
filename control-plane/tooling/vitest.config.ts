// One configuration for the whole tree. Where a test file lies says what it needs:
//   beside the code            → unit: nothing but Node
//   in a package's test/       → integration: kernel, broker, disk or browser, two files at a time
//   in hil-tests (lab or test/) → lab: namespaces and Suricata, one file at a time
//   *.corpus.test.ts           → corpus: only with `npm run test:corpus`
//   *.case.test.ts             → cases: a whole lab played through, only with `npm run test:cases`
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));
const never = ['**/node_modules/**', '**/dist/**', '**/.lab/**', '**/.cache/**'];
const corpusFiles = '**/*.corpus.test.ts';
const caseFiles = 'hil-tests/**/*.case.test.ts';
const labFiles = 'hil-tests/**/*.lab.test.ts';
const labFolders = 'hil-tests/**/test/**/*.test.ts';

const project = (
  name: string,
  order: number,
  include: string[],
  exclude: string[],
  limits: { workers: number; seconds: number },
) => ({
  root,
  test: {
    name,
    root,
    include,
    exclude: [...never, ...exclude],
    environment: 'node',
    pool: 'forks' as const,
    maxWorkers: limits.workers,
    testTimeout: limits.seconds * 1000,
    hookTimeout: limits.seconds * 1000,
    sequence: { groupOrder: order },
  },
});

const regular = [
  project(
    'unit',
    0,
    ['control-plane/**/*.test.{ts,tsx}', 'hil-tests/**/*.test.ts'],
    ['**/test/**', labFiles, corpusFiles, caseFiles],
    { workers: 2, seconds: 60 },
  ),
  project('integration', 1, ['control-plane/**/test/**/*.test.{ts,tsx}'], [corpusFiles], { workers: 2, seconds: 240 }),
  project('lab', 2, [labFiles, labFolders], [corpusFiles], { workers: 1, seconds: 600 }),
];
const lanes: Readonly<Record<string, ReturnType<typeof project>[]>> = {
  corpus: [project('corpus', 3, [corpusFiles], [], { workers: 1, seconds: 600 })],
  cases: [project('cases', 4, [caseFiles], [], { workers: 1, seconds: 600 })],
};

export default defineConfig({
  root,
  test: {
    root,
    watch: false,
    passWithNoTests: true,
    allowOnly: false,
    teardownTimeout: 10_000,
    projects: lanes[process.env['OMAMORI_TEST_LANE'] ?? ''] ?? regular,
  },
});
