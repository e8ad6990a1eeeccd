// The files that checks look at: what git tracks or would track, read once.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

export type SourceFile = { readonly path: string; readonly text: string };

const largestText = 2 * 1024 * 1024;
const skippedFolders = new Set(['node_modules', 'dist', '.git', '.cache', '.lab', '.artifacts', 'coverage']);

const walk = (root: string, folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skippedFolders.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(root, path);
    return entry.isFile() ? [relative(root, path)] : [];
  });

const listPaths = (root: string): string[] => {
  try {
    const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\0').filter((path) => path !== '');
  } catch {
    return walk(root, root); // an unpacked archive, or a clone that belongs to another user
  }
};

const isReadableText = (path: string): boolean => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= largestText;
};

/** All text files by path relative to the root, `/`-separated; binary and very large files are left out. */
export const readTree = (root: string): SourceFile[] =>
  [...new Set(listPaths(root))]
    .sort()
    .filter((path) => isReadableText(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => !text.includes('\0'));

export const isTypeScript = ({ path }: SourceFile): boolean => /\.tsx?$/.test(path) && !path.endsWith('.gen.ts');

export const isTest = ({ path }: SourceFile): boolean =>
  /\.test\.tsx?$/.test(path) ||
  /\/(test|bench|fuzz|fixtures)\//.test(path) ||
  path.startsWith('control-plane/testkit/');
