import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { err, ok, type Result } from '@omamori/contract/result';
import type { ReplayWords } from './catalogue/en.ts';

export type RuleAction = 'drop' | 'alert';

const MOST_BYTES = 256 * 1024 * 1024;
const RULE = /^(alert|drop|reject|rejectsrc|rejectdst|rejectboth|pass)(?=\s.*\bsid\s*:\s*\d+)/;
/** Only remembers something for another rule: as `drop` it would silently take what it never reports. */
const SILENT = /[;(]\s*(?:flowbits\s*:\s*)?noalert\s*;/;

/**
 * Enabled rules under one action: `drop` makes blocking ones of all that report, `alert` makes reporting ones of all
 * that block; `pass` stays. Continued lines are joined, comments and disabled rules go.
 */
export function convertRules(text: string, action: RuleAction): string[] {
  const lines = text.replace(/\\\r?\n\s*/g, '').split(/\r?\n/);
  return lines.flatMap((raw) => {
    const line = raw.trim();
    const found = RULE.exec(line)?.[1];
    if (found === undefined) return [];
    if (found === 'pass' || (action === 'drop' && (found !== 'alert' || SILENT.test(line)))) return [line];
    return [`${action}${line.slice(found.length)}`];
  });
}

/** Rules of a file, plain or gzip. Errors: SCN_RULES_UNREADABLE, SCN_RULES_EMPTY. */
export async function readRules(path: string, action: RuleAction, words: ReplayWords): Promise<Result<string>> {
  let text: string;
  try {
    if ((await stat(path)).size > MOST_BYTES) return err('SCN_RULES_UNREADABLE', words.rulesTooLarge(path));
    const bytes = await readFile(path);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    text = (isGzip ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString('utf8');
  } catch {
    return err('SCN_RULES_UNREADABLE', words.rulesUnreadable(path));
  }
  const rules = convertRules(text, action);
  return rules.length === 0 ? err('SCN_RULES_EMPTY', words.rulesEmpty(path)) : ok(`${rules.join('\n')}\n`);
}
