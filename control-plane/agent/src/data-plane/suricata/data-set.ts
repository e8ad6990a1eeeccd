// Data sets that lie beside the rules (Suricata User Guide 7.0, "Datasets"): one base64 value a line.
import { createHash } from 'node:crypto';
import type { ServiceFunction, Severity, StoryKind } from '@omamori/contract/detection';

export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** What a rule made of a list says of itself: the classifier reads it back from the alert's metadata. */
export interface Told {
  readonly story: StoryKind;
  readonly function: ServiceFunction;
  readonly severity: Severity;
  readonly feed: string;
}

/** Named by its content: a changed list is another set for the engine, never a half-updated one. Values in order. */
export function dataSet(values: readonly string[]): RuleFile {
  const text = [...values]
    .sort()
    .map((value) => `${Buffer.from(value).toString('base64')}\n`)
    .join('');
  return { name: `om-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.lst`, text };
}

export function isSetMatch({ name }: RuleFile): string {
  return `dataset:isset,${name.slice(0, -'.lst'.length)},type string,load ${name},memcap 200mb,hashsize 65536`;
}

export function toldBy({ story, function: service, severity, feed }: Told): string {
  return `classtype:bad-unknown; metadata:omamori_story ${story}, omamori_function ${service}, omamori_severity ${severity}, omamori_feed ${feed}`;
}
