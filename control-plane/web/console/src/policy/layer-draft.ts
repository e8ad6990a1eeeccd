import { DEFAULT_SCALARS, type PolicyLayer } from '@omamori/contract/console-api';
import { DEFAULT_ANTIVIRUS, DEFAULT_WEB_GUARD } from '@omamori/contract/desired-state';
import { DEFAULT_MAIL } from '@omamori/contract/mail-policy';
import { DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';
import { type DraftResult, type PolicyDraft, toDraft, toPolicy } from './policy-draft.ts';

/** What a layer may leave to the layer above. */
export interface LayerScalars {
  mode: PolicyLayer['ips']['mode'];
  preset: PolicyLayer['ips']['preset'];
  engineDead: PolicyLayer['failModes']['engineDead'];
  queueFull: PolicyLayer['failModes']['queueFull'];
  quic: PolicyLayer['webGuard']['quic'];
  encryptedDns: PolicyLayer['webGuard']['encryptedDns'];
  ech: PolicyLayer['webGuard']['ech'];
  floodMode: PolicyLayer['floods']['mode'];
  floodProfile: PolicyLayer['floods']['profile'];
  trustedFlows: PolicyLayer['trustedFlows'];
  filesMode: PolicyLayer['antivirus']['mode'];
  filesLate: PolicyLayer['antivirus']['late'];
  mailLocked: PolicyLayer['mail']['locked'];
  mailMacros: PolicyLayer['mail']['macros'];
  mailPrograms: PolicyLayer['mail']['programs'];
  mailLookAlike: PolicyLayer['mail']['lookAlike'];
  mailDeception: PolicyLayer['mail']['deception'];
}

export interface LayerDraft {
  /** Lists and countries; its own scalars are not looked at. */
  blocks: PolicyDraft;
  scalars: LayerScalars;
  /** Of the flood guard; null leaves it to the layer above. */
  blockMinutes: number | null;
  /** Whether it says a work calendar; else the layer above does. */
  ownCalendar: boolean;
  /** Of a company. */
  template: string | null;
}

export type LayerResult = { ok: true; layer: PolicyLayer } | Extract<DraftResult, { ok: false }>;

export function toLayerDraft(layer: PolicyLayer, template: string | null): LayerDraft {
  const { failModes, floods, ips, webGuard } = layer;
  return {
    blocks: toDraft({
      ...layer,
      ips: { ...ips, mode: ips.mode ?? DEFAULT_SCALARS.mode, preset: ips.preset ?? DEFAULT_SCALARS.preset },
      failModes: {
        engineDead: failModes.engineDead ?? DEFAULT_SCALARS.engineDead,
        queueFull: failModes.queueFull ?? DEFAULT_SCALARS.queueFull,
      },
      webGuard: DEFAULT_WEB_GUARD,
      antivirus: DEFAULT_ANTIVIRUS,
      offDuty: { ...layer.offDuty, calendar: layer.offDuty.calendar ?? DEFAULT_WORK_CALENDAR },
      mail: DEFAULT_MAIL,
      trustedFlows: layer.trustedFlows ?? DEFAULT_SCALARS.trustedFlows,
      floods: {
        mode: floods.mode ?? DEFAULT_SCALARS.floodMode,
        profile: floods.profile ?? DEFAULT_SCALARS.floodProfile,
        blockMinutes: floods.blockMinutes ?? DEFAULT_SCALARS.floodMinutes,
        busyDevices: floods.busyDevices,
      },
    }),
    scalars: {
      mode: ips.mode,
      preset: ips.preset,
      ...failModes,
      ...webGuard,
      floodMode: floods.mode,
      floodProfile: floods.profile,
      trustedFlows: layer.trustedFlows,
      filesMode: layer.antivirus.mode,
      filesLate: layer.antivirus.late,
      mailLocked: layer.mail.locked,
      mailMacros: layer.mail.macros,
      mailPrograms: layer.mail.programs,
      mailLookAlike: layer.mail.lookAlike,
      mailDeception: layer.mail.deception,
    },
    blockMinutes: floods.blockMinutes,
    ownCalendar: layer.offDuty.calendar !== null,
    template,
  };
}

export function toLayer({ blocks, blockMinutes, ownCalendar, scalars }: LayerDraft): LayerResult {
  const result = toPolicy(blocks);
  if (!result.ok) return result;
  const { ech, encryptedDns, engineDead, floodMode, floodProfile, mode, preset, queueFull, quic } = scalars;
  const { busyDevices } = result.policy.floods;
  const { disabledRules } = result.policy.ips;
  return {
    ok: true,
    layer: {
      ...result.policy,
      ips: { mode, preset, disabledRules },
      failModes: { engineDead, queueFull },
      webGuard: { quic, encryptedDns, ech },
      trustedFlows: scalars.trustedFlows,
      antivirus: { mode: scalars.filesMode, late: scalars.filesLate },
      mail: {
        locked: scalars.mailLocked,
        macros: scalars.mailMacros,
        programs: scalars.mailPrograms,
        lookAlike: scalars.mailLookAlike,
        deception: scalars.mailDeception,
      },
      offDuty: { ...result.policy.offDuty, calendar: ownCalendar ? result.policy.offDuty.calendar : null },
      floods: { mode: floodMode, profile: floodProfile, blockMinutes, busyDevices },
    },
  };
}

/** Two layers that say the same, in whatever order it was written. */
export function sameLayer(a: PolicyLayer, b: PolicyLayer): boolean {
  const form = (layer: PolicyLayer) => {
    const result = toLayer(toLayerDraft(layer, null));
    return JSON.stringify(result.ok ? result.layer : layer);
  };
  return form(a) === form(b);
}
