import type { Floods, Policy, PortPolicy } from '@omamori/contract/desired-state';
import { MAIL_CLASSES } from '@omamori/contract/mail-policy';
import type { PolicyChange } from '../../wording/change-words.ts';
import { applicationChanges } from './compare-applications.ts';
import { addressListChanges, domainListChanges } from './compare-lists.ts';
import { offDutyChanges } from './compare-off-duty.ts';
import { exceptionChanges, isolationChanges } from './compare-timed.ts';
import { normalisePolicy } from './normalise-policy.ts';
import { without } from './without.ts';

/** Pure: what changes from one policy to the next, in the order in which people read it. Never empty. */
export function comparePolicies(before: Policy, after: Policy): PolicyChange[] {
  const from = normalisePolicy(before);
  const to = normalisePolicy(after);
  const changes: PolicyChange[] = [
    ...countryChanges('in', from.geo.blockInbound, to.geo.blockInbound),
    ...countryChanges('out', from.geo.blockOutbound, to.geo.blockOutbound),
    ...exceptChanges(from.geo.except, to.geo.except),
    ...sparedChanges(from.geo.spared, to.geo.spared),
    ...portChanges(from.ports, to.ports),
    ...addressListChanges(from.addressLists, to.addressLists),
    ...domainListChanges(from.domainLists, to.domainLists),
    ...feedChanges(from.disabledLists, to.disabledLists),
    ...(from.ips.mode === to.ips.mode ? [] : [{ kind: 'ips-mode' as const, mode: to.ips.mode }]),
    ...(from.ips.preset === to.ips.preset ? [] : [{ kind: 'ips-preset' as const, preset: to.ips.preset }]),
    ...ruleChanges(from.ips.disabledRules, to.ips.disabledRules),
    ...isolationChanges(from.isolation, to.isolation),
    ...exceptionChanges(from.exceptions, to.exceptions),
    ...CAUSES.filter((cause) => from.failModes[cause] !== to.failModes[cause]).map((cause) => ({
      kind: 'fail-mode' as const,
      cause,
      mode: to.failModes[cause],
    })),
    ...WEB_GUARD_PARTS.filter((part) => from.webGuard[part] !== to.webGuard[part]).map((part) => ({
      kind: 'web-guard' as const,
      part,
      mode: to.webGuard[part],
    })),
    ...(from.antivirus.mode === to.antivirus.mode ? [] : [{ kind: 'files-mode' as const, mode: to.antivirus.mode }]),
    ...(from.antivirus.late === to.antivirus.late ? [] : [{ kind: 'files-late' as const, late: to.antivirus.late }]),
    ...MAIL_CLASSES.filter((part) => from.mail[part] !== to.mail[part]).map((part) => ({
      kind: 'mail' as const,
      part,
      mode: to.mail[part],
    })),
    ...floodChanges(from.floods, to.floods),
    ...offDutyChanges(from.offDuty, to.offDuty),
    ...applicationChanges(from.applications, to.applications),
    ...(from.trustedFlows === to.trustedFlows ? [] : [{ kind: 'trusted-flows' as const, value: to.trustedFlows }]),
  ];
  return changes.length === 0 ? [{ kind: 'none' }] : changes;
}

function sparedChanges(before: Policy['geo']['spared'], after: Policy['geo']['spared']): PolicyChange[] {
  const named = (spared: Policy['geo']['spared']) => ({
    services: (spared?.services ?? []).map(({ protocol, port }) => `${protocol}/${port}`),
    devices: spared?.devices ?? [],
  });
  const [from, to] = [named(before), named(after)];
  const parts = ['services', 'devices'] as const;
  return parts.flatMap((part): PolicyChange[] => {
    const added = without(to[part], from[part]);
    const removed = without(from[part], to[part]);
    return [
      ...(added.length > 0 ? [{ kind: 'spared-added' as const, part, names: added }] : []),
      ...(removed.length > 0 ? [{ kind: 'spared-removed' as const, part, names: removed }] : []),
    ];
  });
}

function floodChanges(from: Floods, to: Floods): PolicyChange[] {
  const added = without(to.busyDevices, from.busyDevices);
  const removed = without(from.busyDevices, to.busyDevices);
  return [
    ...(from.mode === to.mode ? [] : [{ kind: 'flood-mode' as const, mode: to.mode }]),
    ...(from.profile === to.profile ? [] : [{ kind: 'flood-profile' as const, profile: to.profile }]),
    ...(from.blockMinutes === to.blockMinutes ? [] : [{ kind: 'flood-minutes' as const, minutes: to.blockMinutes }]),
    ...(added.length > 0 ? [{ kind: 'flood-busy-added' as const, devices: added }] : []),
    ...(removed.length > 0 ? [{ kind: 'flood-busy-removed' as const, devices: removed }] : []),
  ];
}

const WEB_GUARD_PARTS = ['quic', 'encryptedDns', 'ech'] as const;
const CAUSES = ['engineDead', 'queueFull'] as const;

function exceptChanges(before: readonly string[], after: readonly string[]): PolicyChange[] {
  const added = without(after, before);
  const removed = without(before, after);
  return [
    ...(added.length > 0 ? [{ kind: 'country-except-added' as const, addresses: added }] : []),
    ...(removed.length > 0 ? [{ kind: 'country-except-removed' as const, addresses: removed }] : []),
  ];
}

function countryChanges(direction: 'in' | 'out', before: readonly string[], after: readonly string[]): PolicyChange[] {
  const added = without(after, before);
  const removed = without(before, after);
  return [
    ...(added.length > 0 ? [{ kind: 'country-added' as const, direction, countries: added }] : []),
    ...(removed.length > 0 ? [{ kind: 'country-removed' as const, direction, countries: removed }] : []),
  ];
}

const keyOf = (port: PortPolicy): string => `${port.protocol}/${port.port}`;

function portChanges(before: readonly PortPolicy[], after: readonly PortPolicy[]): PolicyChange[] {
  const old = new Map(before.map((port) => [keyOf(port), port]));
  const fresh = new Set(after.map(keyOf));
  const changed = after.flatMap((port): PolicyChange[] => {
    const known = old.get(keyOf(port));
    if (known === undefined) return [{ kind: 'port-closed', port, added: port.allow, removed: [] }];
    const added = without(port.allow, known.allow);
    const removed = without(known.allow, port.allow);
    return added.length + removed.length === 0 ? [] : [{ kind: 'port-allow-changed', port, added, removed }];
  });
  const opened = before.filter((port) => !fresh.has(keyOf(port)));
  return [
    ...changed,
    ...opened.map((port) => ({ kind: 'port-opened' as const, port, added: [], removed: port.allow })),
  ];
}

function feedChanges(before: readonly string[], after: readonly string[]): PolicyChange[] {
  const off = without(after, before);
  const on = without(before, after);
  return [
    ...(off.length > 0 ? [{ kind: 'feeds-off' as const, feeds: off }] : []),
    ...(on.length > 0 ? [{ kind: 'feeds-on' as const, feeds: on }] : []),
  ];
}

function ruleChanges(before: readonly number[], after: readonly number[]): PolicyChange[] {
  const disabled = without(after, before).length;
  const enabled = without(before, after).length;
  return [
    ...(disabled > 0 ? [{ kind: 'rules-disabled' as const, count: disabled }] : []),
    ...(enabled > 0 ? [{ kind: 'rules-enabled' as const, count: enabled }] : []),
  ];
}
