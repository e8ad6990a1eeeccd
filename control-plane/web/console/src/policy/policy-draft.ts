import { type Policy, policySchema } from '@omamori/contract/desired-state';

/** A line of the form; numbers and lists are text until they are sent. */
export interface PortLine {
  key: number;
  protocol: 'tcp' | 'udp';
  port: string;
  allow: string;
}

export interface PolicyDraft {
  blockInbound: readonly string[];
  blockOutbound: readonly string[];
  ports: readonly PortLine[];
  mode: Policy['ips']['mode'];
  disabledRules: readonly number[];
}

/** Keys of sentences in the catalogue, by line of the form. */
export type LineProblems = ReadonlyMap<number, 'port' | 'twice' | 'allow'>;
export type DraftResult = { ok: true; policy: Policy } | { ok: false; problems: LineProblems };

const MOST_ALLOWED = 256;
const V4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?:\/(?:3[0-2]|[12]?\d))?$/;
const V6 = /^(?=.*:)[0-9a-fA-F:.]{2,45}(?:\/(?:12[0-8]|1[01]\d|[1-9]?\d))?$/;

export function toDraft(policy: Policy): PolicyDraft {
  return {
    blockInbound: policy.geo.blockInbound,
    blockOutbound: policy.geo.blockOutbound,
    ports: policy.ports.map((port, index) => ({
      key: index,
      protocol: port.protocol,
      port: String(port.port),
      allow: port.allow.join(', '),
    })),
    mode: policy.ips.mode,
    disabledRules: policy.ips.disabledRules,
  };
}

function addresses(text: string): string[] {
  return text.split(/[\s,、，]+/).filter((part) => part !== '');
}

function problemOf(line: PortLine, before: readonly PortLine[]): 'port' | 'twice' | 'allow' | null {
  const port = Number(line.port);
  if (!/^\d{1,5}$/.test(line.port) || port < 1 || port > 65535) return 'port';
  if (before.some((one) => one.protocol === line.protocol && Number(one.port) === port)) return 'twice';
  const allow = addresses(line.allow);
  return allow.length > MOST_ALLOWED || allow.some((one) => !V4.test(one) && !V6.test(one)) ? 'allow' : null;
}

/** The policy that the form says, or which lines are wrong; addresses are checked for good by the box itself. */
export function toPolicy(draft: PolicyDraft): DraftResult {
  const problems = new Map<number, 'port' | 'twice' | 'allow'>();
  draft.ports.forEach((line, index) => {
    const problem = problemOf(line, draft.ports.slice(0, index));
    if (problem !== null) problems.set(line.key, problem);
  });
  if (problems.size > 0) return { ok: false, problems };
  const policy = policySchema.safeParse({
    geo: { blockInbound: [...draft.blockInbound].sort(), blockOutbound: [...draft.blockOutbound].sort() },
    ports: draft.ports.map((line) => ({
      protocol: line.protocol,
      port: Number(line.port),
      allow: addresses(line.allow),
    })),
    ips: { mode: draft.mode, disabledRules: [...draft.disabledRules] },
  });
  return policy.success ? { ok: true, policy: policy.data } : { ok: false, problems };
}

export function samePolicy(a: Policy, b: Policy): boolean {
  const form = (policy: Policy) => {
    const result = toPolicy(toDraft(policy));
    return JSON.stringify(result.ok ? result.policy : policy);
  };
  return form(a) === form(b);
}
