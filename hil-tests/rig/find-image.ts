import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';

const BUILD = join(import.meta.dirname, '../../image/build.sh');
const builtSchema = z.object({ ok: z.literal(true), image: z.string(), bytes: z.number(), seconds: z.number() });
export type Built = z.infer<typeof builtSchema>;

/** The image of a board, built where the cache lacks it; its progress goes to stderr. Error: RIG_IMAGE_MISSING. */
export function findImage(board: string, signal: AbortSignal): Promise<Result<Built>> {
  return new Promise((resolve) => {
    const child = spawn(BUILD, ['--board', board], { stdio: ['ignore', 'pipe', 'inherit'], signal });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-64 * 1024);
    });
    child.on('error', (cause) => resolve(missing(board, cause.message)));
    child.on('close', (code) => {
      if (code !== 0) return resolve(missing(board, `build.sh ended with ${code}`));
      try {
        resolve(ok(builtSchema.parse(JSON.parse(output.trimEnd().split('\n').at(-1) ?? ''))));
      } catch (thrown) {
        resolve(missing(board, causeOf(thrown)));
      }
    });
  });
}

function missing(board: string, cause: string): Result<Built> {
  return err('RIG_IMAGE_MISSING', `The image for ${board} cannot be built; what it said stands above.`, { cause });
}
