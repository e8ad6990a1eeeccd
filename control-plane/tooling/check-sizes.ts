// Small rooms: a file has one job. Over 300 lines is a warning, over 500 a failure; names must say something.
import { basename } from 'node:path/posix';
import type { Check, Findings } from './check.ts';
import { isTest, isTypeScript, type SourceFile } from './source-tree.ts';

const warnAbove = 300;
const failAbove = 500;
const vague = /(^|[-.])(utils?|helpers?|managers?|misc|common|stuff|shared)([-.]|$)/;
/** Tables, catalogues and tests may be long: they are read by looking things up. */
const isList = (file: SourceFile): boolean =>
  isTest(file) || /(-table|-tables|-codes|-arrows)\.ts$|\/(wording|locales|catalogue)\/|\.messages\./.test(file.path);
const isCode = (file: SourceFile): boolean => isTypeScript(file) || /\.(sh|css)$/.test(file.path);

export const findBadSizes = (tree: readonly SourceFile[]): Findings => {
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const file of tree.filter(isCode)) {
    const name = basename(file.path);
    if (vague.test(name)) problems.push(`${file.path}: the name does not say what it does`);
    if (/\/(utils?|helpers?|misc|common)\//.test(`/${file.path}`)) problems.push(`${file.path}: vague folder name`);
    if (isList(file)) continue;
    const lines = file.text.split('\n').length - 1;
    if (lines > failAbove) problems.push(`${file.path}: ${lines} lines, ${failAbove} at most`);
    else if (lines > warnAbove) warnings.push(`${file.path}: ${lines} lines, aim below ${warnAbove}`);
  }
  return { problems, warnings };
};

export const checkSizes: Check = { name: 'sizes', title: 'sizes and names of files', run: findBadSizes };
