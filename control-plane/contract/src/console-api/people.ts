// Accounts, sessions and second factor of the console; routes in ../console-api.ts.
import { z } from 'zod';
import { APPLIANCE_ID } from '../topics.ts';
import { roleSchema } from './roles.ts';

/** Like an e-mail address; kept in lower case. It is a name only: nothing is sent to it. */
export const accountNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(120)
  .regex(/^[a-z0-9][a-z0-9._+-]*@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'is not like name@place');
export const displayNameSchema = z.string().trim().min(1).max(60);
export const SHORTEST_PASSWORD = 12;
const passwordSchema = z.string().min(1).max(256);
/** Six digits of the app, or a recovery code; spaces and hyphens are taken off by the center. */
const secondCodeSchema = z.string().min(6).max(40);

/** What a person may see: everything, or the named companies and single appliances. */
export const scopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({
    kind: z.literal('some'),
    companies: z.array(z.string().min(1).max(120)).max(500),
    appliances: z.array(z.string().regex(APPLIANCE_ID)).max(500),
  }),
]);
export type Scope = z.infer<typeof scopeSchema>;

export const personSchema = z.object({
  id: z.number(),
  name: z.string(),
  displayName: z.string(),
  role: roleSchema,
  scope: scopeSchema,
  secondFactor: z.boolean(),
});
/** What the person must do before anything else is open: choose an own password, set up the second factor. */
export const finishSchema = z.array(z.enum(['password', 'second-factor']));
export type Finish = z.infer<typeof finishSchema>;

export const welcomeAnswerSchema = z.object({
  /** True until the first admin is made. */
  setUp: z.boolean(),
  /** As in the session's answer: before the door, too. */
  simulated: z.boolean().optional(),
});
export const signInSchema = z.strictObject({
  name: z.string().min(1).max(120),
  password: passwordSchema,
  code: secondCodeSchema.optional(),
});
export const firstAdminSchema = z.strictObject({
  code: z.string().min(1).max(200),
  name: accountNameSchema,
  displayName: displayNameSchema,
  password: passwordSchema,
});

export const passwordChangeSchema = z.strictObject({ current: passwordSchema, password: passwordSchema });
export const ownPasswordSchema = z.strictObject({ password: passwordSchema });
export const secondFactorOfferSchema = z.object({
  /** Base32 (RFC 4648), shown once. */
  secret: z.string(),
  /** `otpauth://totp/…` for a QR code (Key URI format). */
  uri: z.string(),
});
export type SecondFactorOffer = z.infer<typeof secondFactorOfferSchema>;
export const secondFactorConfirmSchema = z.strictObject({ code: secondCodeSchema });
/** Each works once in place of the app's code; shown once. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });

export const sessionRowSchema = z.object({
  id: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  /** Address it was opened from. */
  source: z.string(),
  /** Name that the browser gives itself. */
  program: z.string(),
  /** The session that asks. */
  current: z.boolean(),
});
export type SessionRow = z.infer<typeof sessionRowSchema>;
export const sessionsAnswerSchema = z.object({ sessions: z.array(sessionRowSchema) });

export const ACCOUNT_STATES = ['active', 'disabled'] as const;
export const accountRowSchema = personSchema.extend({
  state: z.enum(ACCOUNT_STATES),
  /** Has a password that an admin handed out and must choose an own one. */
  temporaryPassword: z.boolean(),
  sessions: z.number(),
  createdAt: z.string(),
  createdBy: z.string(),
  lastSignIn: z.string().nullable(),
});
export type AccountRow = z.infer<typeof accountRowSchema>;
export const peopleAnswerSchema = z.object({
  people: z.array(accountRowSchema),
  /** For the choice of a scope. */
  companies: z.array(z.string()),
  appliances: z.array(z.object({ id: z.string(), company: z.string(), site: z.string() })),
});
export type PeopleAnswer = z.infer<typeof peopleAnswerSchema>;

export const newAccountSchema = z.strictObject({
  name: accountNameSchema,
  displayName: displayNameSchema,
  role: roleSchema,
  scope: scopeSchema,
});
export type NewAccount = z.infer<typeof newAccountSchema>;
export const accountChangeSchema = z.strictObject({
  displayName: displayNameSchema.optional(),
  role: roleSchema.optional(),
  scope: scopeSchema.optional(),
  state: z.enum(ACCOUNT_STATES).optional(),
});
export type AccountChange = z.infer<typeof accountChangeSchema>;
/** A new password to hand out; the second factor goes too when asked. */
export const accountResetSchema = z.strictObject({ secondFactor: z.boolean() });
/** `password` is shown once and must be changed at the first sign-in. */
export const accountSecretSchema = z.object({ account: accountRowSchema, password: z.string() });
export type AccountSecret = z.infer<typeof accountSecretSchema>;
