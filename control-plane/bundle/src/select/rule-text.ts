// The parts of a Suricata rule that selection needs (Suricata User Guide 7.0, "Rules Format"): never a full parser.

export interface RuleText {
  readonly action: string;
  readonly sid: number;
  readonly message: string;
  readonly classtype: string | null;
  readonly metadata: ReadonlyMap<string, string>;
  /** Only remembers something for another rule. */
  readonly silent: boolean;
  readonly line: string;
}

const ACTION = /^(alert|drop|pass|reject|rejectsrc|rejectdst|rejectboth)(?=\s)/;

/** One rule a line, continued lines joined; comments, disabled rules and what has no sid are left out. */
export function readRules(text: string): RuleText[] {
  const joined = text.replace(/\\\r?\n\s*/g, '');
  return joined.split(/\r?\n/).flatMap((raw) => {
    const rule = readRule(raw.trim());
    return rule === null ? [] : [rule];
  });
}

export function readRule(line: string): RuleText | null {
  const action = ACTION.exec(line)?.[1];
  const sid = option(line, 'sid');
  if (action === undefined || sid === null || !/^\d+$/.test(sid)) return null;
  return {
    action,
    sid: Number(sid),
    message: /[;(]\s*msg\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? '',
    classtype: option(line, 'classtype'),
    metadata: new Map(
      (option(line, 'metadata') ?? '').split(',').flatMap((pair): [string, string][] => {
        const [key, ...value] = pair.trim().split(/\s+/);
        return key === undefined || key === '' ? [] : [[key, value.join(' ')]];
      }),
    ),
    silent: /[;(]\s*(?:flowbits\s*:\s*)?noalert\s*;/.test(line),
    line,
  };
}

function option(line: string, name: string): string | null {
  return new RegExp(`[;(]\\s*${name}\\s*:\\s*([^;]*?)\\s*;`).exec(line)?.[1] ?? null;
}

/** The line under another action, with more metadata; what the author wrote stays. */
export function rewriteRule(rule: RuleText, action: string, added: readonly (readonly [string, string])[]): string {
  const line = `${action}${rule.line.slice(rule.action.length)}`;
  const pairs = added.map(([key, value]) => `${key} ${value}`).join(', ');
  if (pairs === '') return line;
  const known = /([;(]\s*metadata\s*:\s*)/;
  return known.test(line)
    ? line.replace(known, (found) => `${found}${pairs}, `)
    : line.replace(/\)\s*$/, ` metadata:${pairs};)`);
}
