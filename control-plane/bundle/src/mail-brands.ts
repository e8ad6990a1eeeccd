import { z } from 'zod';

/** `rules/mail/brands.yaml`: who is imitated in mail, for the mail policy of the box. */
export const mailBrandsSchema = z.strictObject({
  v: z.literal(1),
  brands: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]{2,40}$/),
        kind: z.enum(['card', 'bank', 'parcel', 'shop', 'service', 'office']),
        /** As senders and subjects show it: whole words. */
        names: z.array(z.string().min(2).max(60)).min(1).max(20),
        /** Latin letters that look-alike domains are made of; short ones would be found everywhere. */
        marks: z
          .array(z.string().regex(/^(?=.*-|.{4})[a-z0-9-]{4,40}$/))
          .min(1)
          .max(20),
        /** True domains, with all names below them. */
        domains: z
          .array(z.string().regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/))
          .min(1)
          .max(60),
      }),
    )
    .max(500),
});
export type MailBrand = z.infer<typeof mailBrandsSchema>['brands'][number];
export const MAIL_BRANDS_FILE = 'mail-brands.json';
