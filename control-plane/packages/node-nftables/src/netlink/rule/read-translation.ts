/** Statements with addresses, ports and devices in registers. */
import { dataType } from '../datatype/datatype.ts';
import { NAT_TYPE } from '../statement/address-translation.ts';
import { NAT_FLAGS } from '../statement/translation-bounds.ts';
import type { ExpressionOf } from './kernel-expression.ts';
import type { RuleReader } from './rule-reader.ts';

const FAMILIES: Readonly<Record<number, string>> = { 2: 'ip', 10: 'ip6' };
export type Translation = ExpressionOf<'nat'> | ExpressionOf<'masq'> | ExpressionOf<'redir'> | ExpressionOf<'tproxy'>;

export function readTranslation(reader: RuleReader, expression: Translation): object {
  if (expression.name === 'tproxy') return readTproxy(reader, expression);
  const isPair =
    expression.name === 'nat' && expression.protoMin !== undefined && !reader.registers.has(expression.protoMin);
  const port = isPair ? undefined : portOf(reader, expression.protoMin, expression.protoMax);
  const flags = flagNames(expression.flags ?? 0);
  const tail = {
    ...(port === undefined ? {} : { port }),
    ...(flags.length === 0 ? {} : { flags: flags.length === 1 ? flags[0] : flags }),
  };
  if (expression.name !== 'nat') {
    const name = expression.name === 'masq' ? 'masquerade' : 'redirect';
    return { [name]: Object.keys(tail).length === 0 ? null : tail };
  }
  const family = FAMILIES[expression.family ?? 0] ?? 'ip';
  const name = Object.entries(NAT_TYPE).find(([, number]) => number === (expression.type ?? 0))?.[0] ?? 'dnat';
  const addr = addressOf(reader, family, expression.addrMin, expression.addrMax);
  const named = (reader.scope.family === 'inet' || isPair) && addr !== undefined ? { family } : {};
  return { [name]: { ...named, ...(addr === undefined ? {} : { addr }), ...tail } };
}

function readTproxy(reader: RuleReader, { family = 0, addr, port }: ExpressionOf<'tproxy'>): object {
  const name = FAMILIES[family] ?? (reader.scope.family === 'ip6' ? 'ip6' : 'ip');
  return {
    tproxy: {
      ...(family === 0 || reader.scope.family !== 'inet' ? {} : { family: name }),
      ...(addr === undefined ? {} : { addr: addressOf(reader, name, addr, undefined) }),
      ...(port === undefined ? {} : { port: portOf(reader, port, undefined) }),
    },
  };
}

function addressOf(reader: RuleReader, family: string, low: number | undefined, high: number | undefined): unknown {
  const type = dataType(family === 'ip6' ? 'ipv6_addr' : 'ipv4_addr');
  return bounds(reader, low, high, { types: [type], bytes: type.bytes, order: 'big' });
}

function portOf(reader: RuleReader, low: number | undefined, high: number | undefined): unknown {
  return bounds(reader, low, high, { types: [dataType('inet_service')], bytes: 2, order: 'big' });
}

function bounds(
  reader: RuleReader,
  low: number | undefined,
  high: number | undefined,
  like: Parameters<RuleReader['value']>[1],
): unknown {
  if (low === undefined) return undefined;
  const from = reader.value(low, like);
  if (high === undefined || high === low) return from;
  return { range: [from, reader.value(high, like)] };
}

function flagNames(bits: number): string[] {
  return Object.keys(NAT_FLAGS).filter((name) => (bits & (NAT_FLAGS[name] ?? 0)) !== 0);
}

export function readDevice(reader: RuleReader, expression: ExpressionOf<'dup'> | ExpressionOf<'fwd'>): object {
  const { dev, addr } = expression;
  const family = expression.name === 'fwd' ? FAMILIES[expression.family ?? 0] : undefined;
  if (expression.name === 'dup' && reader.scope.family === 'netdev' && dev !== undefined) {
    return { dup: { addr: deviceOf(reader, dev) } };
  }
  const isSix = family === 'ip6' || reader.scope.family === 'ip6';
  return {
    [expression.name]: {
      ...(addr === undefined ? {} : { addr: addressOf(reader, isSix ? 'ip6' : 'ip', addr, undefined) }),
      ...(family === undefined ? {} : { family }),
      ...(dev === undefined ? {} : { dev: deviceOf(reader, dev) }),
    },
  };
}

function deviceOf(reader: RuleReader, slot: number): unknown {
  const type = dataType('iface_index');
  const index = reader.value(slot, { types: [type], bytes: 4, order: type.order });
  return typeof index === 'number' ? (reader.scope.interfaceName(index) ?? index) : index;
}
