import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleProgram } from './bundle-program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omamori-bundle-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('makes one file that runs without the sources, and leaves compiled packages outside', {
  timeout: 60_000,
}, async () => {
  await writeFile(join(folder, 'word.ts'), "export const word: string = 'whole';\n");
  const main = "import { word } from './word.ts';\nimport koffi from 'koffi';\nconsole.log(word, koffi.kind);\n";
  await writeFile(join(folder, 'main.ts'), main);
  const out = join(folder, 'out');
  expect(await bundleProgram(join(folder, 'main.ts'), join(out, 'program.mjs'))).toBeGreaterThan(0);
  await rm(join(folder, 'word.ts'));
  const koffi = join(out, 'node_modules/koffi');
  await mkdir(koffi, { recursive: true });
  await writeFile(join(koffi, 'package.json'), '{"type":"module","exports":"./index.js"}');
  await writeFile(join(koffi, 'index.js'), "export default { kind: 'from outside' };\n");
  const run = await promisify(execFile)(process.execPath, [join(out, 'program.mjs')]);
  expect(run.stdout).toBe('whole from outside\n');
});
