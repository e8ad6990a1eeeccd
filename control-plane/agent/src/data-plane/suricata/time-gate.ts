// A block that holds only at certain hours, without loading rules anew at each of them. The rules stand all the time and ask
// one thing more: whether the last character of the name is in a gate, a data set that holds all characters while the
// block holds and none else. The agent fills and empties it over the engine's socket (protection/off-duty/turn-gates.ts),
// in milliseconds. The file a gate is loaded from is empty: an engine that has just started refuses nothing by the hour.
import type { BlockTime } from '@omamori/contract/off-duty';
import type { RuleFile } from './data-set.ts';

/** What a name of a host can end with (RFC 1123, RFC 5890). */
export const GATE_CHARACTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];

export function gateName(when: BlockTime): string {
  return `om-gate-${when}`;
}

export function gateFile(when: BlockTime): RuleFile {
  return { name: `${gateName(when)}.lst`, text: '' };
}

/** Part of a rule that looks at `buffer`; '' for a block around the clock. */
export function gateMatch(when: BlockTime | null, buffer: string): string {
  if (when === null) return '';
  const lower = buffer === 'http.host' ? '' : 'to_lowercase; ';
  const name = gateName(when);
  return `${buffer}; ${lower}pcrexform:"([^.])$"; dataset:isset,${name},type string,load ${name}.lst,memcap 1mb,hashsize 1024; `;
}
