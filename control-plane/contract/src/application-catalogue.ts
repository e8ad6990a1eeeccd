import { isIP } from 'node:net';
import { z } from 'zod';

/** In the order people care: what lets somebody in or hides something comes first. */
export const APPLICATION_CATEGORIES = [
  'remote-control',
  'vpn',
  'tor',
  'p2p',
  'mining',
  'hidden-names',
  'file-transfer',
  'cloud-storage',
  'messenger',
  'meeting',
  'generative-ai',
  'social',
  'video',
  'music',
  'game',
  'adult',
  'gambling',
  'shopping',
  'office',
  'mail',
  'web',
  'update',
  'machine',
  'platform',
  'network',
] as const;
export type ApplicationCategory = (typeof APPLICATION_CATEGORIES)[number];

const domain = z.string().regex(/^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
const network = z.string().refine((text) => {
  const [address = '', length = ''] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return /^\d{1,3}$/.test(length) && Number(length) <= most;
}, 'is no network');

const applicationSchema = z.strictObject({
  /** As traffic analysers call it; 1 to 40 characters. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/),
  category: z.enum(APPLICATION_CATEGORIES),
  /** A platform or a plain protocol: named only when nothing better is. */
  generic: z.boolean().optional(),
  domains: z.array(domain).max(200).optional(),
  /** Suricata's `app_proto`. */
  protocols: z.array(z.string().min(2).max(30)).max(10).optional(),
  ports: z
    .array(z.string().regex(/^(?:tcp|udp)\/\d{1,5}$/))
    .max(20)
    .optional(),
  agents: z.array(z.string().min(4).max(60)).max(20).optional(),
  issuers: z.array(z.string().min(4).max(80)).max(10).optional(),
  networks: z.array(network).max(50).optional(),
});
export type Application = z.infer<typeof applicationSchema>;

/** `rules/applications/catalogue.yaml`, and `applications.json` of a bundle. No name stands twice. */
export const applicationCatalogueSchema = z.strictObject({
  v: z.literal(1),
  applications: z
    .array(applicationSchema)
    .max(3000)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'a name stands twice')
    .refine((all) => {
      const domains = all.flatMap((one) => one.domains ?? []);
      return new Set(domains).size === domains.length;
    }, 'a domain stands twice'),
});
export type ApplicationCatalogue = z.infer<typeof applicationCatalogueSchema>;

export const APPLICATIONS_FILE = 'applications.json';
