// Pages as a rule: host and path, each in a data set. No buffer of 7.0 holds both, so a listed path is stopped at every
// host of the same list; a host of the list stays reachable at every path that the list does not name. Plain HTTP only:
// inside TLS there is no path to read.
import { dataSet, isSetMatch, type RuleFile, type Told, toldBy } from './data-set.ts';
import type { ListRules } from './domain-rules.ts';

/** The engine reads a set's file in lines of 1,023 characters; longer ones would be two values. */
const MOST_BYTES = 700;

export interface UrlSet {
  readonly hosts: RuleFile;
  readonly paths: RuleFile;
  /** Entries in use; what is too long for the engine is left out. */
  readonly entries: number;
}

/** Entries are `host/path?query`, the host in lower case. */
export function urlSet(entries: readonly string[]): UrlSet {
  const hosts = new Set<string>();
  const paths = new Set<string>();
  let used = 0;
  for (const entry of entries) {
    const [, host = '', rest = ''] = /^([^/?]+)([^#]*)/.exec(entry) ?? [];
    const path = rest.startsWith('?') ? `/${rest}` : rest;
    if (host === '' || path === '' || path === '/' || Buffer.byteLength(path) > MOST_BYTES) continue;
    hosts.add(host);
    paths.add(path);
    used += 1;
  }
  return { hosts: dataSet([...hosts]), paths: dataSet([...paths]), entries: used };
}

/** One rule; the path as it was sent, since lists name it so. */
export function urlSetRules(
  { hosts, paths, entries }: UrlSet,
  told: Told,
  action: 'drop' | 'alert',
  sid: number,
): ListRules {
  if (entries === 0) return { lines: [], files: [] };
  const match = `http.host; ${isSetMatch(hosts)}; http.uri.raw; ${isSetMatch(paths)}`;
  const line = `${action} http any any -> any any (msg:"Omamori listed page, ${told.feed}"; ${match}; ${toldBy(told)}; sid:${sid}; rev:1;)`;
  return { lines: [line], files: [hosts, paths] };
}
