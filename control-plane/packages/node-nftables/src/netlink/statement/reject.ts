/** `reject`: answers instead of dropping. */
import { ICMP_CODES, ICMPV6_CODES, ICMPX_CODES, nameOf, numberOf, type Symbols } from '../datatype/symbols.ts';
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { requireProtocol } from '../selector/dependencies.ts';

const ICMP_UNREACHABLE = 0;
export const TCP_RESET = 1;
const ICMPX_UNREACHABLE = 2;
const PORT_UNREACHABLE = 'port-unreachable';

const CODES: Readonly<Record<string, Symbols>> = { icmp: ICMP_CODES, icmpv6: ICMPV6_CODES, icmpx: ICMPX_CODES };

export function compileReject(rule: RuleBuilder, body: unknown): void {
  const { type = defaultType(rule.family), expr = PORT_UNREACHABLE } = isRecord(body)
    ? body
    : ({} as Record<string, unknown>);
  if (type === 'tcp reset') {
    if (requireProtocol(rule, 'tcp')) rule.push('reject', { type: TCP_RESET, code: 0 });
    return;
  }
  const symbols = typeof type === 'string' ? CODES[type] : undefined;
  const code = typeof expr === 'number' ? expr : symbols && numberOf(symbols, String(expr));
  if (symbols === undefined || code === undefined) {
    rule.refuse(`reject: unknown kind ${JSON.stringify(body)}`);
    return;
  }
  if (type === 'icmp' && !requireProtocol(rule, 'ip')) return;
  if (type === 'icmpv6' && !requireProtocol(rule, 'ip6')) return;
  rule.push('reject', { type: type === 'icmpx' ? ICMPX_UNREACHABLE : ICMP_UNREACHABLE, code });
}

function defaultType(family: string): string {
  if (family === 'ip') return 'icmp';
  return family === 'ip6' ? 'icmpv6' : 'icmpx';
}

/** `network` is the protocol the packet is known to be of at this point. */
export function readReject(expression: ExpressionOf<'reject'>, network: string | undefined): object {
  const { type, code = 0 } = expression;
  if (type === TCP_RESET) return { reject: { type: 'tcp reset' } };
  const kind = type === ICMPX_UNREACHABLE ? 'icmpx' : network === 'ip6' ? 'icmpv6' : 'icmp';
  return { reject: { type: kind, expr: nameOf(CODES[kind] ?? [], code) ?? code } };
}
