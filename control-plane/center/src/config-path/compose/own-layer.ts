import { DEFAULT_SCALARS, type PolicyLayer, policyLayerSchema } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';
import { composePolicy } from './compose-policy.ts';

export const EMPTY_LAYER: PolicyLayer = policyLayerSchema.parse({});

/** What stands above an appliance, as a policy of its own. */
export function inheritedOf(template: PolicyLayer, company: PolicyLayer, now: number): Policy {
  return composePolicy(template, company, EMPTY_LAYER, now);
}

/** The policy people edit for one appliance → its layer. A scalar that equals the inherited one is not said again. */
export function toLayer(policy: Policy, inherited: Policy): PolicyLayer {
  const own = <T>(said: T, above: T): T | null => (said === above ? null : said);
  return {
    ...policy,
    ips: {
      mode: own(policy.ips.mode, inherited.ips.mode),
      preset: own(policy.ips.preset, inherited.ips.preset),
      disabledRules: policy.ips.disabledRules,
    },
    failModes: {
      engineDead: own(policy.failModes.engineDead, inherited.failModes.engineDead),
      queueFull: own(policy.failModes.queueFull, inherited.failModes.queueFull),
    },
    webGuard: {
      quic: own(policy.webGuard.quic, inherited.webGuard.quic),
      encryptedDns: own(policy.webGuard.encryptedDns, inherited.webGuard.encryptedDns),
      ech: own(policy.webGuard.ech, inherited.webGuard.ech),
    },
    trustedFlows: own(policy.trustedFlows, inherited.trustedFlows),
    antivirus: {
      mode: own(policy.antivirus.mode, inherited.antivirus.mode),
      late: own(policy.antivirus.late, inherited.antivirus.late),
    },
    mail: {
      locked: own(policy.mail.locked, inherited.mail.locked),
      macros: own(policy.mail.macros, inherited.mail.macros),
      programs: own(policy.mail.programs, inherited.mail.programs),
      lookAlike: own(policy.mail.lookAlike, inherited.mail.lookAlike),
      deception: own(policy.mail.deception, inherited.mail.deception),
    },
    offDuty: {
      ...policy.offDuty,
      calendar: sameCalendar(policy, inherited) ? null : policy.offDuty.calendar,
    },
    floods: {
      mode: own(policy.floods.mode, inherited.floods.mode),
      profile: own(policy.floods.profile, inherited.floods.profile),
      blockMinutes: own(policy.floods.blockMinutes, inherited.floods.blockMinutes),
      busyDevices: policy.floods.busyDevices,
    },
  };
}

/** The other way: an appliance's layer as the policy people edit; what it does not say stands as it is inherited. */
export function ownPolicy(layer: PolicyLayer, inherited: Policy, now: number): Policy {
  const { antivirus, failModes, floods, mail, offDuty, trustedFlows, ips, webGuard } = inherited;
  return composePolicy(
    EMPTY_LAYER,
    {
      ...EMPTY_LAYER,
      failModes,
      webGuard,
      antivirus,
      mail,
      ips: { mode: ips.mode, preset: ips.preset, disabledRules: [] },
      floods: { ...floods, busyDevices: [] },
      trustedFlows,
      offDuty: { ...EMPTY_LAYER.offDuty, calendar: offDuty.calendar },
    },
    layer,
    now,
  );
}

/** A layer as a policy, as it was written: for checks that must see what stands twice. */
export function completed(layer: PolicyLayer): Policy {
  return {
    ...layer,
    ips: {
      ...layer.ips,
      mode: layer.ips.mode ?? DEFAULT_SCALARS.mode,
      preset: layer.ips.preset ?? DEFAULT_SCALARS.preset,
    },
    failModes: {
      engineDead: layer.failModes.engineDead ?? DEFAULT_SCALARS.engineDead,
      queueFull: layer.failModes.queueFull ?? DEFAULT_SCALARS.queueFull,
    },
    webGuard: {
      quic: layer.webGuard.quic ?? DEFAULT_SCALARS.quic,
      encryptedDns: layer.webGuard.encryptedDns ?? DEFAULT_SCALARS.encryptedDns,
      ech: layer.webGuard.ech ?? DEFAULT_SCALARS.ech,
    },
    trustedFlows: layer.trustedFlows ?? DEFAULT_SCALARS.trustedFlows,
    offDuty: { ...layer.offDuty, calendar: layer.offDuty.calendar ?? DEFAULT_WORK_CALENDAR },
    mail: {
      locked: layer.mail.locked ?? DEFAULT_SCALARS.mailLocked,
      macros: layer.mail.macros ?? DEFAULT_SCALARS.mailMacros,
      programs: layer.mail.programs ?? DEFAULT_SCALARS.mailPrograms,
      lookAlike: layer.mail.lookAlike ?? DEFAULT_SCALARS.mailLookAlike,
      deception: layer.mail.deception ?? DEFAULT_SCALARS.mailDeception,
    },
    antivirus: {
      mode: layer.antivirus.mode ?? DEFAULT_SCALARS.filesMode,
      late: layer.antivirus.late ?? DEFAULT_SCALARS.filesLate,
    },
    floods: {
      ...layer.floods,
      mode: layer.floods.mode ?? DEFAULT_SCALARS.floodMode,
      profile: layer.floods.profile ?? DEFAULT_SCALARS.floodProfile,
      blockMinutes: layer.floods.blockMinutes ?? DEFAULT_SCALARS.floodMinutes,
    },
  };
}

function sameCalendar(one: Policy, other: Policy): boolean {
  return JSON.stringify(one.offDuty.calendar) === JSON.stringify(other.offDuty.calendar);
}
