import { domainToASCII } from 'node:url';
import type { PolicyLayer } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';

/**
 * One form for one meaning: sorted, nothing twice, names in lower case and ASCII (IDNA). Two policies mean the same
 * when their normal forms are deep-equal. For a whole policy and for one layer of it.
 */
export function normalisePolicy<P extends Policy | PolicyLayer>(policy: P): P {
  return {
    ...policy,
    geo: {
      blockInbound: sorted(policy.geo.blockInbound),
      blockOutbound: sorted(policy.geo.blockOutbound),
      except: sorted(policy.geo.except.map(lower)),
      ...sparedOf(policy.geo.spared),
    },
    ports: policy.ports
      .map(({ protocol, port, allow }) => ({ protocol, port, allow: sorted(allow.map(lower)) }))
      .sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1)),
    addressLists: policy.addressLists
      .map((list) => ({ ...list, entries: sorted(list.entries.map(lower)) }))
      .sort(by(({ name }) => name)),
    domainLists: policy.domainLists
      .map((list) => ({ ...list, entries: sorted(list.entries.map(normaliseDomain)) }))
      .sort(by(({ name }) => name)),
    disabledLists: sorted(policy.disabledLists),
    floods: { ...policy.floods, busyDevices: sorted(policy.floods.busyDevices) },
    offDuty: {
      ...policy.offDuty,
      categories: [...policy.offDuty.categories].sort(by(({ category }) => category)),
      sites: sorted(policy.offDuty.sites.map(normaliseDomain)),
      devices: sorted(policy.offDuty.devices),
      persons: [...policy.offDuty.persons].sort(by(({ mac }) => mac)),
    },
    applications: {
      categories: policy.applications.categories.map(withSpared).sort(by(({ category }) => category)),
      applications: policy.applications.applications.map(withSpared).sort(by(({ application }) => application)),
    },
    ips: { ...policy.ips, disabledRules: [...new Set(policy.ips.disabledRules)].sort((a, b) => a - b) },
    isolation: [...policy.isolation].sort(by(({ mac }) => mac)),
    exceptions: policy.exceptions
      .map((exception) => ({ ...exception, target: normaliseTarget(exception.target) }))
      .sort(by(({ id }) => id)),
  };
}

function withSpared<T extends { readonly spared: string[] }>(one: T): T {
  return { ...one, spared: sorted(one.spared) };
}

/** Nobody spared is not said at all: a box of the version before does not know the part. */
function sparedOf(spared: Policy['geo']['spared']): Pick<Policy['geo'], 'spared'> {
  const devices = sorted(spared?.devices ?? []);
  const keys = new Map((spared?.services ?? []).map((one) => [`${one.protocol} ${one.port}`, one] as const));
  const services = [...keys.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
  return devices.length + services.length === 0 ? {} : { spared: { services, devices } };
}

/** `例え.jp.` → `xn--r8jz45g.jp`; what cannot be a name stays as it is, for the check to name it. */
export function normaliseDomain(text: string): string {
  const trimmed = text.trim().toLowerCase().replace(/\.$/, '');
  // The converter reads a host out of a URL: of `evil.example/path` it would silently keep the first part.
  if (!/^[\p{L}\p{M}\p{N}._\u30fb-]+$/u.test(trimmed)) return trimmed;
  const ascii = domainToASCII(trimmed);
  return ascii === '' ? trimmed : ascii;
}

type Target = Policy['exceptions'][number]['target'];

function normaliseTarget(target: Target): Target {
  if (target.kind === 'domain') return { kind: 'domain', domain: normaliseDomain(target.domain) };
  return target.kind === 'address' ? { kind: 'address', address: lower(target.address) } : target;
}

function lower(text: string): string {
  return text.toLowerCase();
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function by<T>(keyOf: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
}
