import { CLASSIFICATION } from './engine-files.ts';

/** Quietest first: each takes all rules of those before it. */
export const PRESETS = ['connectivity', 'balanced', 'security'] as const;
export type Preset = (typeof PRESETS)[number];

/** Whether a policy of preset `chosen` has what is marked `own`. */
export function takesPreset(chosen: Preset, own: Preset): boolean {
  return PRESETS.indexOf(own) <= PRESETS.indexOf(chosen);
}

const ACTIONS = 'alert|drop|pass|reject|rejectsrc|rejectdst|rejectboth';
const RULE = new RegExp(`^(?:${ACTIONS})\\s`);
const CLASS_PRIORITY: ReadonlyMap<string, number> = new Map(
  CLASSIFICATION.map(([name, , priority]) => [name, priority]),
);
/** action protocol source ports direction destination ports; addresses in brackets may hold blanks. */
const HEADER =
  /^(\S+)\s+(\S+)\s+(\[[^\]]*\]|\S+)\s+(\[[^\]]*\]|\S+)\s+(->|<>)\s+(\[[^\]]*\]|\S+)\s+(\[[^\]]*\]|\S+)\s+(\(.*)$/;

/** One rule a line, continued lines (`\`) joined, comments and blank lines left out. */
export function ruleLines(bundleRules: Uint8Array): string[] {
  const joined = Buffer.from(bundleRules)
    .toString('utf8')
    .replace(/\\\r?\n\s*/g, '');
  return joined
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => RULE.test(line));
}

export function sidOf(line: string): number | null {
  const sid = /[;(]\s*sid\s*:\s*(\d+)\s*;/.exec(line)?.[1];
  return sid === undefined ? null : Number(sid);
}

/**
 * 1 serious … 3 note: `priority`, what the author wrote into the metadata, or the class. A rule that says nothing is
 * taken for 2: no preset but the quietest leaves it out.
 */
export function priorityOf(line: string): number {
  const own = /[;(]\s*priority\s*:\s*(\d+)\s*;/.exec(line)?.[1];
  if (own !== undefined) return Number(own);
  const told = /(?:omamori_severity|signature_severity)\s+(\w+)/i.exec(line)?.[1]?.toLowerCase();
  if (told !== undefined) return ['critical', 'high', 'major'].includes(told) ? 1 : told === 'low' ? 3 : 2;
  const name = /[;(]\s*classtype\s*:\s*([\w-]+)\s*;/.exec(line)?.[1];
  return (name === undefined ? undefined : CLASS_PRIORITY.get(name)) ?? 2;
}

/** The quietest preset that has the rule, by what the bundle's build wrote into its metadata; null where nothing is written. */
export function presetOf(line: string): Preset | null {
  const told = /[;(]\s*metadata\s*:[^;"]*\bomamori_preset\s+(\w+)/.exec(line)?.[1];
  return PRESETS.find((preset) => preset === told) ?? null;
}

/**
 * The same rule as `pass`, for a device only, once on either end: what `suppress` cannot do, which keeps quiet about a
 * drop and drops all the same. Without its threshold, which would let only some packets pass. Two sids from `firstSid`.
 */
export function passForDevice(line: string, addresses: readonly string[], firstSid: number): string[] {
  const [, , protocol, source, sourcePort, arrow, destination, destinationPort, body] = HEADER.exec(line) ?? [];
  if (protocol === undefined || body === undefined || addresses.length === 0) return [];
  const device = `[${addresses.join(',')}]`;
  const plain = body.replace(/\bthreshold\s*:[^;]*;\s*/g, '').replace(/\bdetection_filter\s*:[^;]*;\s*/g, '');
  const withSid = (sid: number) => plain.replace(/([;(]\s*sid\s*:\s*)\d+/, `$1${sid}`);
  return [
    `pass ${protocol} ${device} ${sourcePort} ${arrow} ${destination} ${destinationPort} ${withSid(firstSid)}`,
    `pass ${protocol} ${source} ${sourcePort} ${arrow} ${device} ${destinationPort} ${withSid(firstSid + 1)}`,
  ];
}
