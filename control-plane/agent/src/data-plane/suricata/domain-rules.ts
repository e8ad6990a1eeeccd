// Domains as rules: the whole name or any subdomain of it, in DNS questions, TLS and QUIC server names, HTTP hosts.
// A list is a data set matched on the last n labels (pcrexform), one rule for each n that occurs: `dataset` compares
// the whole buffer only, and 7.0 has no `domain` transform (measured, both families).
import { createHash } from 'node:crypto';
import type { DomainList } from '@omamori/contract/desired-state';

const BUFFERS = [
  ['dns', 'dns.query'],
  ['tls', 'tls.sni'],
  ['http', 'http.host'],
  ['quic', 'quic.sni'],
] as const;

export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

export interface DomainListRules {
  readonly lines: readonly string[];
  readonly file: RuleFile;
}

/** At most 4 × 20 rules a list; `firstSid` is the first of a thousand that belong to it. */
export function domainListRules(list: DomainList, action: 'drop' | 'alert', firstSid: number): DomainListRules {
  const names = [...new Set(list.entries.map((entry) => entry.toLowerCase()))].sort();
  const text = names.map((entry) => `${Buffer.from(entry).toString('base64')}\n`).join('');
  // The name says the content: a changed list is another set for the engine, never a half-updated one.
  const set = `om-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  const labels = [...new Set(names.map((entry) => entry.split('.').length))].sort((a, b) => a - b);
  const match = `dataset:isset,${set},type string,load ${set}.lst,memcap 200mb,hashsize 65536`;
  const told = `classtype:bad-unknown; metadata:omamori_story dangerous-site, omamori_function F3, omamori_severity high, omamori_feed ${list.name}`;
  const lines = labels.flatMap((count, labelAt) =>
    BUFFERS.map(([protocol, buffer], bufferAt) => {
      const tail = `pcrexform:"([^.]+${'\\.[^.]+'.repeat(count - 1)})$"`;
      const sid = firstSid + labelAt * BUFFERS.length + bufferAt;
      const lower = buffer === 'http.host' ? '' : 'to_lowercase; ';
      return `${action} ${protocol} any any -> any any (msg:"Omamori listed domain, ${list.name}"; ${buffer}; ${lower}${tail}; ${match}; ${told}; sid:${sid}; rev:1;)`;
    }),
  );
  return { lines, file: { name: `${set}.lst`, text } };
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
