// Domains as rules: the whole name or any subdomain of it, in DNS questions, TLS and QUIC server names, HTTP hosts.
// A list is a data set matched on the last n labels (pcrexform), one rule for each n that occurs: `dataset` compares
// the whole buffer only, and 7.0 has no `domain` transform (measured, both families).
import type { DomainList } from '@omamori/contract/desired-state';
import { dataSet, isSetMatch, type RuleFile, type Told } from './data-set.ts';
import { LET_ON, type Refused, refuseRule } from './refuse-rule.ts';

const BUFFERS = [
  ['udp', 'dns.query', LET_ON],
  ['tcp', 'dns.query', ''],
  ['tls', 'tls.sni', ''],
  ['http', 'http.host', ''],
  ['quic', 'quic.sni', ''],
] as const;
/** What a listed name meets, each with the action by which the client knows at once (refuse-rule.ts). */
const REFUSED: readonly (readonly [Refused, string])[] = [
  ['dns-udp', 'dns.query'],
  ['dns-tcp', 'dns.query'],
  ['tls', 'tls.sni'],
  ['http', 'http.host'],
  ['quic', 'quic.sni'],
];

/** Names deeper than this have no rule of their own: 100 rules a list are the most. */
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

export interface SetRuleOptions {
  /** Leaves the other protocols out. */
  readonly only?: readonly Refused[];
  /** Put into each rule, by the buffer it looks at. */
  readonly more?: (buffer: string) => string;
  /** Addresses and ports of who asks; default everybody. */
  readonly from?: string;
  /** More metadata, each with a comma in front. */
  readonly tags?: string;
}

/** At most 5 × 20 rules, the first of them `firstSid`. */
export function domainSetRules(
  { file, labels }: DomainSet,
  told: Told,
  action: 'drop' | 'alert',
  firstSid: number,
  { only, more = () => '', from = 'any any', tags = '' }: SetRuleOptions = {},
): ListRules {
  const lines = labels.flatMap((count, labelAt) =>
    REFUSED.flatMap(([refused, buffer], bufferAt) => {
      if (only?.includes(refused) === false) return [];
      const tail = `pcrexform:"([^.]+${'\\.[^.]+'.repeat(count - 1)})$"`;
      const sid = firstSid + labelAt * REFUSED.length + bufferAt;
      const lower = buffer === 'http.host' ? '' : 'to_lowercase; ';
      const match = `${buffer}; ${lower}${tail}; ${isSetMatch(file)}; ${more(buffer)}`;
      const name = `Omamori listed domain, ${told.feed}`;
      return [refuseRule({ refused, action, from, to: 'any any', name, match, told, sid, tags })];
    }),
  );
  return { lines, files: [file] };
}

/** A list of the policy. */
export function domainListRules(list: DomainList, action: 'drop' | 'alert', firstSid: number): ListRules {
  return domainSetRules(domainSet(list.entries), { ...OF_POLICY, feed: list.name }, action, firstSid);
}

/** Lets one domain and its subdomains pass, for one device's addresses or for all. Five rules from `firstSid` on. */
export function domainPassRules(domain: string, source: string, firstSid: number): string[] {
  const name = domain.toLowerCase();
  return BUFFERS.map(([protocol, buffer, more], index) => {
    const lower = buffer === 'http.host' ? '' : 'to_lowercase; ';
    const match = `${buffer}; ${lower}dotprefix; content:".${name}"; endswith; ${more}`;
    return `pass ${protocol} ${source} any -> any any (msg:"Omamori exception, ${name}"; ${match.trimEnd()} sid:${firstSid + index}; rev:1;)`;
  });
}

/**
 * An excepted address is reached over TLS and QUIC whatever name stands inside, and as a resolver of port 853. Plain HTTP
 * stays inspected for viruses, so a listed host there needs an exception by its name. Four rules from `firstSid` on.
 */
export function addressPassRules(address: string, from: readonly string[] | null, firstSid: number): string[] {
  const source = from === null ? '$HOME_NET' : `[${from.join(',')}]`;
  const kinds = [
    ['tls', 'any'],
    ['quic', 'any'],
    ['tcp', '853'],
    ['udp', '853'],
  ] as const;
  return kinds.map(
    ([protocol, port], index) =>
      `pass ${protocol} ${source} any -> [${address}] ${port} (msg:"Omamori exception, ${address}"; sid:${firstSid + index}; rev:1;)`,
  );
}
