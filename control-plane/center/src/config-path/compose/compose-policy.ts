// Template + company + appliance → one policy. Lists add up: a layer can block more and allow more, never take away what
// a layer above says. Scalars, and entries that stand for one thing (an exception's id, a device's isolation, a list's
// direction): the most specific layer that says something. What has ended is left out.
import { DEFAULT_SCALARS, type PolicyLayer } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';
import { withoutEnded } from './end-times.ts';
import { normalisePolicy } from './normalise-policy.ts';

/** Pure and in normal form. `now` in milliseconds since 1970. The limits of the policy's form are checked by the caller. */
export function composePolicy(
  template: PolicyLayer,
  company: PolicyLayer,
  appliance: PolicyLayer,
  now: number,
): Policy {
  const layers = [template, company, appliance].map((layer) => withoutEnded(layer, now));
  const all = <T>(read: (layer: PolicyLayer) => readonly T[]): T[] => layers.flatMap(read);
  return normalisePolicy({
    geo: {
      blockInbound: all(({ geo }) => geo.blockInbound),
      blockOutbound: all(({ geo }) => geo.blockOutbound),
      except: all(({ geo }) => geo.except),
      spared: {
        services: all(({ geo }) => geo.spared?.services ?? []),
        devices: all(({ geo }) => geo.spared?.devices ?? []),
      },
    },
    ports: joined(
      all(({ ports }) => ports),
      ({ protocol, port }) => `${protocol}/${port}`,
      (above, own) => ({ ...own, allow: [...above.allow, ...own.allow] }),
    ),
    addressLists: joined(
      all(({ addressLists }) => addressLists),
      nameOf,
      joinEntries,
    ),
    domainLists: joined(
      all(({ domainLists }) => domainLists),
      nameOf,
      joinEntries,
    ),
    disabledLists: all(({ disabledLists }) => disabledLists),
    ips: {
      mode: mostSpecific(layers, ({ ips }) => ips.mode) ?? DEFAULT_SCALARS.mode,
      preset: mostSpecific(layers, ({ ips }) => ips.preset) ?? DEFAULT_SCALARS.preset,
      disabledRules: all(({ ips }) => ips.disabledRules),
    },
    isolation: joined(
      all(({ isolation }) => isolation),
      ({ mac }) => mac,
      lastSaid,
    ),
    exceptions: joined(
      all(({ exceptions }) => exceptions),
      ({ id }) => id,
      lastSaid,
    ),
    failModes: {
      engineDead: mostSpecific(layers, ({ failModes }) => failModes.engineDead) ?? DEFAULT_SCALARS.engineDead,
      queueFull: mostSpecific(layers, ({ failModes }) => failModes.queueFull) ?? DEFAULT_SCALARS.queueFull,
    },
    webGuard: {
      quic: mostSpecific(layers, ({ webGuard }) => webGuard.quic) ?? DEFAULT_SCALARS.quic,
      encryptedDns: mostSpecific(layers, ({ webGuard }) => webGuard.encryptedDns) ?? DEFAULT_SCALARS.encryptedDns,
      ech: mostSpecific(layers, ({ webGuard }) => webGuard.ech) ?? DEFAULT_SCALARS.ech,
    },
    trustedFlows: mostSpecific(layers, ({ trustedFlows }) => trustedFlows) ?? DEFAULT_SCALARS.trustedFlows,
    antivirus: {
      mode: mostSpecific(layers, ({ antivirus }) => antivirus.mode) ?? DEFAULT_SCALARS.filesMode,
      late: mostSpecific(layers, ({ antivirus }) => antivirus.late) ?? DEFAULT_SCALARS.filesLate,
    },
    offDuty: {
      categories: joined(
        all(({ offDuty }) => offDuty.categories),
        ({ category }) => category,
        lastSaid,
      ),
      sites: all(({ offDuty }) => offDuty.sites),
      devices: all(({ offDuty }) => offDuty.devices),
      persons: joined(
        all(({ offDuty }) => offDuty.persons),
        ({ mac }) => mac,
        lastSaid,
      ),
      calendar: mostSpecific(layers, ({ offDuty }) => offDuty.calendar) ?? DEFAULT_WORK_CALENDAR,
    },
    applications: {
      categories: joined(
        all(({ applications }) => applications.categories),
        ({ category }) => category,
        lastSaid,
      ),
      applications: joined(
        all(({ applications }) => applications.applications),
        ({ application }) => application,
        lastSaid,
      ),
    },
    mail: {
      locked: mostSpecific(layers, ({ mail }) => mail.locked) ?? DEFAULT_SCALARS.mailLocked,
      macros: mostSpecific(layers, ({ mail }) => mail.macros) ?? DEFAULT_SCALARS.mailMacros,
      programs: mostSpecific(layers, ({ mail }) => mail.programs) ?? DEFAULT_SCALARS.mailPrograms,
      lookAlike: mostSpecific(layers, ({ mail }) => mail.lookAlike) ?? DEFAULT_SCALARS.mailLookAlike,
      deception: mostSpecific(layers, ({ mail }) => mail.deception) ?? DEFAULT_SCALARS.mailDeception,
    },
    floods: {
      mode: mostSpecific(layers, ({ floods }) => floods.mode) ?? DEFAULT_SCALARS.floodMode,
      profile: mostSpecific(layers, ({ floods }) => floods.profile) ?? DEFAULT_SCALARS.floodProfile,
      blockMinutes: mostSpecific(layers, ({ floods }) => floods.blockMinutes) ?? DEFAULT_SCALARS.floodMinutes,
      busyDevices: all(({ floods }) => floods.busyDevices),
    },
  });
}

function mostSpecific<T>(layers: readonly PolicyLayer[], read: (layer: PolicyLayer) => T | null): T | null {
  return layers.map(read).findLast((value) => value !== null) ?? null;
}

/** One entry a key, in the order of the layers: the later one is the more specific. */
function joined<T>(values: readonly T[], keyOf: (value: T) => string, join: (above: T, own: T) => T): T[] {
  const found = new Map<string, T>();
  for (const value of values) {
    const above = found.get(keyOf(value));
    found.set(keyOf(value), above === undefined ? value : join(above, value));
  }
  return [...found.values()];
}

const nameOf = ({ name }: { readonly name: string }): string => name;

function joinEntries<T extends { readonly entries: readonly string[] }>(above: T, own: T): T {
  return { ...own, entries: [...above.entries, ...own.entries] };
}

function lastSaid<T>(_above: T, own: T): T {
  return own;
}
