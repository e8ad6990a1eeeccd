// F5: what a policy says of applications. Categories first, single applications beat them; devices may be left out of each.
import { z } from 'zod';
import { APPLICATION_CATEGORIES, type ApplicationCategory } from './application-catalogue.ts';

const mac = z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/);
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/);

/** show: in the tables alone; tell: a notice once a day a device; block: refused at once, and told once a day a device. */
export const APPLICATION_MODES = ['show', 'tell', 'block'] as const;
export type ApplicationMode = (typeof APPLICATION_MODES)[number];

/** What lets somebody in, hides something or makes money for a stranger: told where nobody says otherwise. */
export const TOLD_CATEGORIES = ['remote-control', 'vpn', 'tor', 'p2p', 'mining'] as const;
/** Said of the office, never of a device: nobody is shamed by name. They are shown or refused, never told. */
export const OFFICE_CATEGORIES = ['adult', 'gambling', 'shopping', 'social'] as const;
/**
 * What an office cannot do without, or what many others stand on: no mode of a policy refuses it, not by its category and
 * not by name. Single names are protected besides (rules/policy/protected.yaml).
 */
export const NEVER_BLOCKED = ['meeting', 'office', 'mail', 'update', 'web', 'platform', 'network'] as const;
export type BlockableCategory = Exclude<ApplicationCategory, (typeof NEVER_BLOCKED)[number]>;

const mode = z.enum(APPLICATION_MODES);
/** Devices for which this entry does not hold: nothing is told of them and nothing refused. */
const spared = z.array(mac).max(32).default([]);
const ofCategory = z
  .strictObject({ category: z.enum(APPLICATION_CATEGORIES), mode, spared })
  .refine((one) => one.mode !== 'block' || isBlockable(one.category), 'this category is never blocked');

export const applicationPolicySchema = z.strictObject({
  categories: z.array(ofCategory).max(APPLICATION_CATEGORIES.length).default([]),
  /** By the catalogue's name; one that the box's catalogue does not have, or that is never blocked, changes nothing. */
  applications: z
    .array(z.strictObject({ application: name, mode, spared }))
    .max(128)
    .default([]),
});
export type ApplicationPolicy = z.infer<typeof applicationPolicySchema>;
export const DEFAULT_APPLICATIONS: ApplicationPolicy = { categories: [], applications: [] };

export function isBlockable(category: ApplicationCategory): category is BlockableCategory {
  return !NEVER_BLOCKED.some((never) => never === category);
}

export function isOfTheOffice(category: ApplicationCategory | 'unknown'): boolean {
  return OFFICE_CATEGORIES.some((office) => office === category);
}

/** What holds for a category that nobody names. */
export function usualMode(category: ApplicationCategory): ApplicationMode {
  return TOLD_CATEGORIES.some((told) => told === category) ? 'tell' : 'show';
}

export interface SaidOfApplication {
  readonly mode: ApplicationMode;
  /** For these devices {@link usualMode} is not asked either: the application is only shown. */
  readonly spared: readonly string[];
}

/** What a policy says of one application. A block of what is never blocked is a notice. */
export function applicationMode(
  policy: ApplicationPolicy,
  application: {
    readonly name: string;
    readonly category: ApplicationCategory;
    readonly generic?: boolean | undefined;
  },
): SaidOfApplication {
  const { name: wanted, category, generic } = application;
  const said =
    policy.applications.find((one) => one.application === wanted) ??
    policy.categories.find((one) => one.category === category);
  const { mode: asked, spared: devices } = said ?? { mode: usualMode(category), spared: [] };
  const blocks = asked === 'block' && isBlockable(category) && generic !== true;
  const mode = asked === 'block' && !blocks ? 'tell' : asked;
  return { mode: mode === 'tell' && isOfTheOffice(category) ? 'show' : mode, spared: devices };
}
