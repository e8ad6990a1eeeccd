// The bytes of a source: files below the data folder (gzip or plain), an npm package's files, a mirror's answer.
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { Source } from './source-list.ts';

export interface Acquired {
  readonly text: string;
  /** SHA-256 over the files as they lay there, in order of their names. */
  readonly sha256: string;
  readonly files: number;
}

const MOST_BYTES = 256 * 1024 * 1024;
const MOST_FILES = 2000;
const MIRROR_TIMEOUT_MS = 60_000;

/** Errors: BND_SOURCE_MISSING, BND_SOURCE_TOO_LARGE, BND_MIRROR_FAILED. */
export async function acquireSource(source: Source, dataFolder: string): Promise<Result<Acquired>> {
  const { from, id } = source;
  if ('mirror' in from) return await askMirror(from.mirror, id);
  const folder = 'npm' in from ? packageFolder(from.npm, id) : ok(dataFolder);
  if (!folder.ok) return folder;
  const names = 'npm' in from ? [from.path] : 'files' in from ? from.files : [from.file];
  return await readFiles(
    names.map((name) => join(folder.value, name)),
    id,
  );
}

function packageFolder(name: string, id: string): Result<string> {
  try {
    return ok(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)));
  } catch (thrown) {
    return err('BND_SOURCE_MISSING', `The npm package ${name} of the source ${id} is not installed.`, {
      cause: causeOf(thrown),
    });
  }
}

async function readFiles(patterns: readonly string[], id: string): Promise<Result<Acquired>> {
  try {
    const paths: string[] = [];
    for (const pattern of patterns) {
      const found = await matching(pattern);
      if (found.length === 0) return err('BND_SOURCE_MISSING', `The source ${id} has no file ${basename(pattern)}.`);
      paths.push(...found);
    }
    const hash = createHash('sha256');
    const texts: string[] = [];
    let total = 0;
    for (const path of paths) {
      if ((await stat(path)).size > MOST_BYTES) return tooLarge(id);
      const bytes = await readFile(path);
      hash.update(bytes);
      const plain = unpacked(bytes);
      total += plain.length;
      if (total > MOST_BYTES) return tooLarge(id);
      texts.push(plain.toString('utf8'));
    }
    return ok({ text: texts.join('\n'), sha256: hash.digest('hex'), files: paths.length });
  } catch (thrown) {
    return err('BND_SOURCE_MISSING', `The source ${id} cannot be read.`, { cause: causeOf(thrown) });
  }
}

/** `*` in the last part of the path stands for any run of characters but a slash. */
async function matching(pattern: string): Promise<string[]> {
  const last = basename(pattern);
  if (!last.includes('*')) return [pattern];
  const shape = new RegExp(`^${last.split('*').map(escaped).join('.*')}$`);
  const names = (await readdir(dirname(pattern))).filter((name) => shape.test(name)).sort();
  return names.slice(0, MOST_FILES).map((name) => join(dirname(pattern), name));
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function unpacked(bytes: Buffer): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
}

function tooLarge(id: string): Result<never> {
  return err('BND_SOURCE_TOO_LARGE', `The source ${id} is larger than ${MOST_BYTES / 1024 / 1024} MB.`);
}

async function askMirror(address: string, id: string): Promise<Result<Acquired>> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(MIRROR_TIMEOUT_MS) });
    if (!answer.ok || answer.body === null) {
      return err('BND_MIRROR_FAILED', `The mirror of the source ${id} answered ${answer.status}.`);
    }
    const parts: Uint8Array[] = [];
    let total = 0;
    for await (const part of answer.body) {
      total += part.length;
      if (total > MOST_BYTES) return tooLarge(id);
      parts.push(part);
    }
    const bytes = Buffer.concat(parts);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return ok({ text: unpacked(bytes).toString('utf8'), sha256, files: 1 });
  } catch (thrown) {
    return err('BND_MIRROR_FAILED', `The mirror of the source ${id} gave nothing usable.`, { cause: causeOf(thrown) });
  }
}
