// Policies as people edit them: what a layer and an appliance say, the commands with an end, what a change would do.
// The routes stand in ../console-api.ts.
import { z } from 'zod';
import { applicationPolicySchema, DEFAULT_APPLICATIONS } from '../application-policy.ts';
import {
  addressListSchema,
  DEFAULT_WEB_GUARD,
  domainListSchema,
  exceptionSchema,
  exceptionTargetSchema,
  failModesSchema,
  floodsSchema,
  isolationSchema,
  policySchema,
  portPolicySchema,
  webGuardSchema,
} from '../desired-state.ts';
import { DEFAULT_MAIL, mailLayerSchema } from '../mail-policy.ts';
import { offDutySchema, workCalendarSchema } from '../off-duty.ts';
import { replayReportSchema } from '../replay-report.ts';

const nothing = { mode: null, preset: null, disabledRules: [] };

/**
 * What a template, a company or an appliance says of a policy. Lists add up over the layers; a scalar that is null is
 * said by the layer above (template → company → appliance), at last by {@link DEFAULT_SCALARS}.
 */
export const policyLayerSchema = z.strictObject({
  geo: policySchema.shape.geo.default({ blockInbound: [], blockOutbound: [], except: [] }),
  ports: z.array(portPolicySchema).max(64).default([]),
  addressLists: z.array(addressListSchema).max(32).default([]),
  domainLists: z.array(domainListSchema).max(32).default([]),
  disabledLists: policySchema.shape.disabledLists,
  ips: z
    .strictObject({
      mode: policySchema.shape.ips.shape.mode.nullable().default(null),
      preset: z.enum(['connectivity', 'balanced', 'security']).nullable().default(null),
      disabledRules: policySchema.shape.ips.shape.disabledRules.default([]),
    })
    .default(nothing),
  isolation: z.array(isolationSchema).max(64).default([]),
  exceptions: z.array(exceptionSchema).max(256).default([]),
  failModes: z
    .strictObject({
      engineDead: failModesSchema.shape.engineDead.nullable().default(null),
      queueFull: failModesSchema.shape.queueFull.nullable().default(null),
    })
    .default({ engineDead: null, queueFull: null }),
  floods: z
    .strictObject({
      mode: z.enum(['off', 'detect', 'block']).nullable().default(null),
      profile: z.enum(['relaxed', 'normal', 'strict']).nullable().default(null),
      blockMinutes: z.number().int().min(1).max(1440).nullable().default(null),
      busyDevices: floodsSchema.shape.busyDevices,
    })
    .default({ mode: null, profile: null, blockMinutes: null, busyDevices: [] }),
  trustedFlows: z.enum(['pass', 'inspect']).nullable().default(null),
  antivirus: z
    .strictObject({
      mode: z.enum(['off', 'detect', 'block']).nullable().default(null),
      late: z.enum(['open', 'closed']).nullable().default(null),
    })
    .default({ mode: null, late: null }),
  mail: mailLayerSchema,
  webGuard: z
    .strictObject({
      quic: webGuardSchema.shape.quic.unwrap().nullable().default(null),
      encryptedDns: webGuardSchema.shape.encryptedDns.unwrap().nullable().default(null),
      ech: webGuardSchema.shape.ech.unwrap().nullable().default(null),
    })
    .default({ quic: null, encryptedDns: null, ech: null }),
  /** The calendar is said as a whole by the most specific layer that has one; the rest adds up, a category's mode likewise. */
  offDuty: z
    .strictObject({ ...offDutySchema.shape, calendar: workCalendarSchema.nullable().default(null) })
    .default({ categories: [], sites: [], devices: [], persons: [], calendar: null }),
  /** Adds up; of a category or an application the most specific layer's word counts. */
  applications: applicationPolicySchema.default(DEFAULT_APPLICATIONS),
});
export type PolicyLayer = z.infer<typeof policyLayerSchema>;

/** What holds where no layer says anything. */
export const DEFAULT_SCALARS = {
  mode: 'block',
  preset: 'balanced',
  engineDead: 'open',
  queueFull: 'open',
  floodMode: 'block',
  floodProfile: 'normal',
  floodMinutes: 10,
  trustedFlows: 'pass',
  filesMode: 'off',
  filesLate: 'open',
  mailLocked: DEFAULT_MAIL.locked,
  mailMacros: DEFAULT_MAIL.macros,
  mailPrograms: DEFAULT_MAIL.programs,
  mailLookAlike: DEFAULT_MAIL.lookAlike,
  mailDeception: DEFAULT_MAIL.deception,
  ...DEFAULT_WEB_GUARD,
} as const;

export const policyAnswerSchema = z.object({
  appliance: z.string(),
  version: z.number(),
  /** What this appliance says itself; scalars it does not say stand as they are inherited. This is what is edited. */
  policy: policySchema,
  /** What template and company say; the box gets both together. */
  inherited: policySchema.optional(),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type PolicyAnswer = z.infer<typeof policyAnswerSchema>;

export const layerAnswerSchema = z.object({
  scope: z.enum(['template', 'company']),
  name: z.string(),
  version: z.number(),
  layer: policyLayerSchema,
  /** Of a company: the template under it; null for a template. */
  template: z.string().nullable(),
  /** Boxes that get their policy from it. */
  appliances: z.number(),
  updatedAt: z.string().nullable(),
  updatedBy: z.string().nullable(),
});
export type LayerAnswer = z.infer<typeof layerAnswerSchema>;

const reason = z.string().trim().min(1).max(200);
const basedOn = z.number().int().min(0);

/** The longest an exception may last. */
export const LONGEST_EXCEPTION_DAYS = 30;
export const exceptionCommandSchema = z.strictObject({
  target: exceptionTargetSchema,
  device: exceptionSchema.shape.device,
  service: exceptionSchema.shape.service,
  until: exceptionSchema.shape.until,
  reason,
  basedOn,
});
export type ExceptionCommand = z.infer<typeof exceptionCommandSchema>;

export const isolationCommandSchema = z.strictObject({
  mac: isolationSchema.shape.mac,
  /** null: until somebody releases it. */
  until: isolationSchema.shape.until,
  reason,
  basedOn,
});
export type IsolationCommand = z.infer<typeof isolationCommandSchema>;

export const releaseCommandSchema = z.strictObject({ mac: isolationSchema.shape.mac, reason, basedOn });
export type ReleaseCommand = z.infer<typeof releaseCommandSchema>;

export const policyHistoryAnswerSchema = z.object({
  entries: z.array(
    z.object({
      at: z.string(),
      actor: z.string(),
      version: z.number(),
      action: z.enum(['policy', 'exception', 'isolation', 'release', 'layers', 'ended', 'passed', 'first']),
      reason: z.string().nullable(),
    }),
  ),
});
export type PolicyHistoryAnswer = z.infer<typeof policyHistoryAnswerSchema>;

/** What the change would do, in words that the console can show as they are. */
export const policyPreviewSchema = z.object({
  sentences: z.object({ ja: z.array(z.string()), en: z.array(z.string()) }),
  /** Detections of the last 7 days that touch what is changed: how often the added or removed rule was in play. */
  touched: z.number(),
  problems: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      /** The message in both languages, where the center has words for it. */
      words: z.object({ ja: z.string(), en: z.string() }).optional(),
    }),
  ),
});
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;

/**
 * What the box says its stored traffic would have lost. away: it is not connected, nobody was asked; late: it did not
 * answer in time (a box of an earlier version never does); refused: it answered with `code`.
 */
export const replayAnswerSchema = z.object({
  outcome: z.enum(['answered', 'away', 'late', 'refused']),
  code: z.string().nullable(),
  /** Devices by the company's own word where there is one. */
  report: replayReportSchema.nullable(),
});
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>;
