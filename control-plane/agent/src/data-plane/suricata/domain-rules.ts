// Domains as rules: the whole name or any subdomain of it, in DNS questions, TLS and QUIC server names, HTTP hosts.
// A list is a data set matched on the last n labels (pcrexform), one rule for each n that occurs: `dataset` compares
// the whole buffer only, and 7.0 has no `domain` transform (measured, both families).
import type { DomainList } from '@omamori/contract/desired-state';
import { dataSet, isSetMatch, type RuleFile, type Told, toldBy } from './data-set.ts';

const BUFFERS = [
  ['dns', 'dns.query'],
  ['tls', 'tls.sni'],
  ['http', 'http.host'],
  ['quic', 'quic.sni'],
] as const;

/** Names deeper than this have no rule of their own: 80 rules a list are the most. */
const MOST_LABELS = 20;
/** What a list of the policy says; a list of the bundle says what its feed's entry in the sources says. */
const OF_POLICY = { story: 'dangerous-site', function: 'F3', severity: 'high' } as const;

export interface ListRules {
  readonly lines: readonly string[];
  readonly files: readonly RuleFile[];
}

/** A list of names made ready once: sorting and encoding 100,000 of them is not done anew for each look at the policy. */
export interface DomainSet {
  readonly file: RuleFile;
  /** Label counts that occur. */
  readonly labels: readonly number[];
}

export function domainSet(entries: readonly string[]): DomainSet {
  const names = [...new Set(entries.map((entry) => entry.toLowerCase()))].filter(
    (name) => labelsOf(name) <= MOST_LABELS,
  );
  return { file: dataSet(names), labels: [...new Set(names.map(labelsOf))].sort((a, b) => a - b) };
}

function labelsOf(name: string): number {
  return name.split('.').length;
}

/** At most 4 × 20 rules, the first of them `firstSid`. */
export function domainSetRules(
  { file, labels }: DomainSet,
  told: Told,
  action: 'drop' | 'alert',
  firstSid: number,
): ListRules {
  const lines = labels.flatMap((count, labelAt) =>
    BUFFERS.map(([protocol, buffer], bufferAt) => {
      const tail = `pcrexform:"([^.]+${'\\.[^.]+'.repeat(count - 1)})$"`;
      const sid = firstSid + labelAt * BUFFERS.length + bufferAt;
      const lower = buffer === 'http.host' ? '' : 'to_lowercase; ';
      return `${action} ${protocol} any any -> any any (msg:"Omamori listed domain, ${told.feed}"; ${buffer}; ${lower}${tail}; ${isSetMatch(file)}; ${toldBy(told)}; sid:${sid}; rev:1;)`;
    }),
  );
  return { lines, files: [file] };
}

/** A list of the policy. */
export function domainListRules(list: DomainList, action: 'drop' | 'alert', firstSid: number): ListRules {
  return domainSetRules(domainSet(list.entries), { ...OF_POLICY, feed: list.name }, action, firstSid);
}

/** Lets one domain and its subdomains pass, for one device's addresses or for all. Four rules from `firstSid` on. */
export function domainPassRules(domain: string, source: string, firstSid: number): string[] {
  const name = domain.toLowerCase();
  return BUFFERS.map(([protocol, buffer], index) => {
    const lower = buffer === 'http.host' ? '' : 'to_lowercase; ';
    const match = `${buffer}; ${lower}dotprefix; content:".${name}"; endswith;`;
    return `pass ${protocol} ${source} any -> any any (msg:"Omamori exception, ${name}"; ${match} sid:${firstSid + index}; rev:1;)`;
  });
}
