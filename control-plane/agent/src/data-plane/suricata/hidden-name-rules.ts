// What hides from the box where a device goes, by policy: resolvers over HTTPS, DoT and DoQ (RFC 7858, RFC 9250), the
// encrypted ClientHello. The bundle's lists `encrypted-dns` and `ech-fronts` name what is known; no list is complete.
// Whether a ClientHello really hides a name cannot be seen (browsers send a dummy, RFC 9849 "GREASE"), so ECH is kept
// from having keys: questions for HTTPS records (type 65, RFC 9460) are answered with nothing, and names that providers
// put in front are refused.
import type { WebGuard } from '@omamori/contract/desired-state';
import { prefixesOfRange } from '../../platform/address-prefix.ts';
import type { FeedList, GovernedList } from '../feed-list.ts';
import type { RuleFile, Told } from './data-set.ts';
import { domainSet, domainSetRules, type ListRules } from './domain-rules.ts';
import { type Refused, refuseRule } from './refuse-rule.ts';

/** Numbers the box gives itself: 1,905,000 to 1,906,999. */
const FIRST_SID = 1_905_000;
/** One line an hour and device says that a device does it; counted it is not. */
const ONCE_AN_HOUR = 'threshold:type limit, track by_src, count 1, seconds 3600; ';
const OFFICE = '$HOME_NET any';
const MOST_ADDRESSES = 500;

type Mode = WebGuard['ech'];

export function hiddenNameRules(lists: readonly FeedList[], webGuard: WebGuard, engine: 'block' | 'detect'): ListRules {
  const dns = effective(webGuard.encryptedDns, engine);
  const ech = effective(webGuard.ech, engine);
  const names = (id: GovernedList) => lists.find((list) => list.id === id && list.kind === 'domains');
  const parts = [
    namesOf(names('encrypted-dns'), dns, FIRST_SID, ['dns-udp', 'dns-tcp', 'tls', 'quic']),
    resolversByAddress(lists, dns),
    portRules(dns),
    namesOf(names('ech-fronts'), ech, FIRST_SID + 200, ['tls', 'quic']),
    ech === 'block' ? keyQuestions() : { lines: [], files: [] },
  ];
  const files = new Map<string, RuleFile>(parts.flatMap((part) => part.files).map((file) => [file.name, file]));
  return { lines: parts.flatMap(({ lines }) => lines), files: [...files.values()] };
}

/** An engine that only detects stops nothing here either. */
function effective(mode: Mode, engine: 'block' | 'detect'): Mode {
  return mode === 'block' && engine === 'detect' ? 'report' : mode;
}

/** A question for the resolver's own name is no use of it: only a block stops that one too, so that clients give up soon. */
function namesOf(list: FeedList | undefined, mode: Mode, sid: number, all: readonly Refused[]): ListRules {
  if (list === undefined || mode === 'allow') return { lines: [], files: [] };
  const set = domainSet(list.read());
  const told = toldOf(list.id);
  if (mode === 'block') return domainSetRules(set, told, 'drop', sid, { only: all });
  return domainSetRules(set, told, 'alert', sid, { only: ['tls', 'quic'], more: () => ONCE_AN_HOUR });
}

/** Only port 443: the same addresses answer ordinary questions on port 53, which the box reads. */
function resolversByAddress(lists: readonly FeedList[], mode: Mode): ListRules {
  const list = lists.find(({ id, kind }) => id === 'encrypted-dns' && kind === 'addresses');
  const addresses = list === undefined ? [] : list.read().slice(0, MOST_ADDRESSES).flatMap(prefixesOfRange);
  if (mode === 'allow' || addresses.length === 0) return { lines: [], files: [] };
  return toPort('encrypted-dns', mode, `[${addresses.join(',')}] 443`, 'DNS over HTTPS by address', FIRST_SID + 150);
}

/** IANA: domain-s, 853. */
function portRules(mode: Mode): ListRules {
  return mode === 'allow'
    ? { lines: [], files: [] }
    : toPort('encrypted-dns', mode, '$EXTERNAL_NET 853', 'DNS over TLS or QUIC', FIRST_SID + 160);
}

function toPort(id: GovernedList, mode: Mode, to: string, name: string, sid: number): ListRules {
  const kinds = [
    ['tcp', 'flow:to_server; flags:S,CE; '],
    ['udp', ''],
  ] as const;
  const lines = kinds.map(([refused, match], index) =>
    refuseRule({
      refused,
      action: mode === 'block' ? 'drop' : 'alert',
      from: OFFICE,
      to,
      name: `Omamori ${name}`,
      match: `${match}${mode === 'report' ? ONCE_AN_HOUR : ''}`,
      told: toldOf(id),
      sid: sid + index,
    }),
  );
  return { lines, files: [] };
}

/** QTYPE 65, class IN, at the end of a question's name. Told to nobody: every browser asks with every page. */
function keyQuestions(): ListRules {
  const lines = (['dns-udp', 'dns-tcp'] as const).map((refused, index) =>
    refuseRule({
      refused,
      action: 'drop',
      from: OFFICE,
      to: 'any 53',
      name: 'Omamori question for keys of an encrypted ClientHello',
      match: 'content:"|00 00 41 00 01|"; offset:12; dns.query; content:"."; ',
      told: toldOf('ech-fronts'),
      sid: FIRST_SID + 190 + index,
      tags: ', omamori_answer no-such-record, omamori_told nobody',
    }),
  );
  return { lines, files: [] };
}

function toldOf(id: string): Told {
  return { story: 'hidden-names', function: 'F3', severity: 'low', feed: id };
}
