import { z } from 'zod';

/** off: not looked for; detect: told, the mail goes on; block: the mail does not arrive, and its sender learns so. */
export const mailModeSchema = z.enum(['off', 'detect', 'block']);
export type MailMode = z.infer<typeof mailModeSchema>;

/** F1 by mail, where files are read on their way (antivirus detect or block): one mode for each class of signs. */
export const mailPolicySchema = z.strictObject({
  /** Archives and documents that ask for a password: nobody can look inside. */
  locked: mailModeSchema.default('detect'),
  /** Documents with macros. */
  macros: mailModeSchema.default('detect'),
  /** Programs, scripts, shortcuts, disk images, names that hide what a file is; also inside archives. */
  programs: mailModeSchema.default('detect'),
  /** Senders, subjects and links that imitate a card, bank, parcel service, shop or the company itself. */
  lookAlike: mailModeSchema.default('detect'),
  /** Answers that go elsewhere, borrowed names, replies to nothing: business mail fraud. */
  deception: mailModeSchema.default('detect'),
});
export type MailPolicy = z.infer<typeof mailPolicySchema>;
export const MAIL_CLASSES = ['locked', 'macros', 'programs', 'lookAlike', 'deception'] as const;
export type MailClass = (typeof MAIL_CLASSES)[number];
export const DEFAULT_MAIL: MailPolicy = {
  locked: 'detect',
  macros: 'detect',
  programs: 'detect',
  lookAlike: 'detect',
  deception: 'detect',
};

const unsaid = mailModeSchema.nullable().default(null);
/** What a layer says of it; null: the layer above does. */
export const mailLayerSchema = z
  .strictObject({ locked: unsaid, macros: unsaid, programs: unsaid, lookAlike: unsaid, deception: unsaid })
  .default({ locked: null, macros: null, programs: null, lookAlike: null, deception: null });
