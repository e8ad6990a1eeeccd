// table inet omamori_files: forward +40 (behind Suricata's queue at 0) marks packets of connections that carry files; the
// queue stands at +50; forward +60 counts what was read and what went by, and answers in connections that were cut.
// A table of its own, in and out in one transaction: nothing else of the box depends on it.
import {
  anonymousSet,
  bitmask,
  bitOr,
  type Command,
  concat,
  counter,
  mangle,
  match,
  meta,
  type NftDocument,
  payload,
  reject,
  type Statement,
  setReference,
  setUpdate,
} from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';
import type { KernelDoor } from '../kernel-door.ts';
import {
  expectedSet,
  FILES_READ_COUNTER,
  FILES_TABLE,
  FILES_UNREAD_COUNTER,
  MARK_FILE_CUT,
  MARK_FILE_READ,
  MARK_FILE_WANTED,
} from './file-reading-names.ts';
import { IP_FAMILIES } from './ruleset-names.ts';

/** FTP: from the answer that names the port to the connection; each packet of it renews the time. Seconds. */
const EXPECTED_SECONDS = 120;
const MOST_EXPECTED = 4096;

/** What the kernel has counted; by the counter's name. */
export type FileCounts = Readonly<Record<string, { readonly packets: number; readonly bytes: number }>>;

/** The whole table anew; it counts on from `counted`, so that what went by while nobody was there is not forgotten. */
export function fileReadingDocument(bridge: string, ports: readonly number[], counted: FileCounts = {}): NftDocument {
  const at = FILES_TABLE;
  const chain = (name: string, prio: number, rules: readonly (readonly Statement[])[]): Command[] => [
    { add: { chain: { ...at, name, type: 'filter', hook: 'forward', prio, policy: 'accept' } } },
    ...rules.map((expr): Command => ({ add: { rule: { ...at, chain: name, expr: [...expr] } } })),
  ];
  return {
    nftables: [
      ...withoutFileReading().nftables,
      { add: { table: { family: at.family, name: at.table } } },
      ...[FILES_READ_COUNTER, FILES_UNREAD_COUNTER].map(
        (name): Command => ({
          add: { counter: { ...at, name, ...counted[name] } },
        }),
      ),
      ...IP_FAMILIES.map((family): Command => ({ add: { set: expectedSetPlan(family) } })),
      ...chain('choose', 40, chooseRules(bridge, ports)),
      ...chain('count', 60, countRules()),
    ],
  };
}

type Listed = Extract<Awaited<ReturnType<KernelDoor['list']>>, { ok: true }>['value'];

/** Counters of a table as the kernel lists it; none where it is not there. */
export function readFileCounts(listed: Listed): FileCounts {
  const counts: Record<string, { packets: number; bytes: number }> = {};
  for (const object of listed.nftables) {
    if (!('counter' in object)) continue;
    const { name, packets = 0, bytes = 0 } = object.counter;
    counts[name] = { packets, bytes };
  }
  return counts;
}

/** `add` first, so that it works whether the table is there or not. */
export function withoutFileReading(): NftDocument {
  const object = { table: { family: FILES_TABLE.family, name: FILES_TABLE.table } };
  return { nftables: [{ add: object }, { delete: object }] };
}

/** A file will come to or from this end. */
export function expectFile(family: IpFamily, ip: string, port: number): NftDocument {
  const elem = [{ concat: [ip, port] }];
  return { nftables: [{ add: { element: { ...FILES_TABLE, name: expectedSet(family), elem } } }] };
}

function expectedSetPlan(family: IpFamily) {
  return {
    ...FILES_TABLE,
    name: expectedSet(family),
    type: [family === 4 ? 'ipv4_addr' : 'ipv6_addr', 'inet_service'] as const,
    flags: ['timeout', 'dynamic'] as const,
    timeout: EXPECTED_SECONDS,
    size: MOST_EXPECTED,
  };
}

function chooseRules(bridge: string, ports: readonly number[]): Statement[][] {
  const bridged = match(meta('iifname'), bridge);
  const want = mangle(meta('mark'), bitOr(meta('mark'), MARK_FILE_WANTED));
  const named = (['dport', 'sport'] as const).map((side) => [
    bridged,
    match(payload('tcp', side), anonymousSet(...ports)),
    want,
  ]);
  const expected = IP_FAMILIES.flatMap((family) =>
    (['daddr', 'saddr'] as const).map((side) => {
      const key = concat(
        payload(family === 4 ? 'ip' : 'ip6', side),
        payload('tcp', side === 'daddr' ? 'dport' : 'sport'),
      );
      return [
        bridged,
        match(key, setReference(expectedSet(family))),
        setUpdate('update', expectedSet(family), key),
        want,
      ];
    }),
  );
  return [...named, ...expected];
}

function countRules(): Statement[][] {
  const bears = (mark: number) => match(bitmask(meta('mark'), mark), mark);
  const wanted = bears(MARK_FILE_WANTED);
  return [
    [wanted, match(bitmask(meta('mark'), MARK_FILE_READ), 0), counter(FILES_UNREAD_COUNTER)],
    [wanted, bears(MARK_FILE_READ), counter(FILES_READ_COUNTER)],
    [bears(MARK_FILE_CUT), match(meta('l4proto'), 'tcp'), reject({ type: 'tcp reset' })],
  ];
}
