// One program of ours as files that need no node_modules but the compiled ones: for the appliance's image.
//   bundle-program.ts --out FOLDER NAME=SOURCE…    each SOURCE becomes FOLDER/NAME, an ES module on its own
// What starts a worker finds the worker's file beside itself: give it the name that the source asks for.
// The last line on stdout is one JSON object.
import { stat } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { InlineConfig } from 'vite';
import { refuse } from './coded-sentence.ts';

/** Packages with a compiled part for each architecture: they stay packages, beside the bundle. */
export const COMPILED = ['koffi', 'cap'] as const;

/** Errors of the bundler are thrown as they are: they name the file and the line. */
export const bundleProgram = async (source: string, target: string): Promise<number> => {
  const { build } = await import('vite');
  const external = [...COMPILED, ...builtinModules, /^node:/];
  const config: InlineConfig = {
    configFile: false,
    root: dirname(source),
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: [...COMPILED], target: 'node' },
    build: {
      ssr: source,
      outDir: dirname(target),
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external,
        output: { format: 'es', entryFileNames: target.slice(dirname(target).length + 1), codeSplitting: false },
      },
    },
  };
  await build(config);
  return (await stat(target)).size;
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
  const wanted = positionals.map((pair) => pair.split('=') as [string, string?]);
  if (values.out === undefined || wanted.length === 0 || wanted.some(([, source]) => source === undefined)) {
    const advice = 'bundle-program.ts --out FOLDER NAME=SOURCE…';
    return refuse({ code: 'SET_BUNDLE_ARGUMENTS', what: 'a folder and at least one program are needed', advice });
  }
  const files: Record<string, number> = {};
  for (const [name, source = ''] of wanted)
    files[name] = await bundleProgram(resolve(source), join(resolve(values.out), name));
  process.stdout.write(`${JSON.stringify({ ok: true, files })}\n`);
};

if (import.meta.main) await main();
