import type { ApplicationCategory } from '@omamori/contract/application-catalogue';
import type { ApplicationMode } from '@omamori/contract/application-policy';

/** Changes of the part of a policy that speaks of applications. */
export type ApplicationChange =
  | {
      readonly kind: 'application-category';
      readonly category: ApplicationCategory;
      readonly mode: ApplicationMode;
      readonly spared: readonly string[];
    }
  | {
      readonly kind: 'application-mode';
      readonly application: string;
      /** null: what is said of its category holds again. */
      readonly mode: ApplicationMode | null;
      readonly spared: readonly string[];
    };

export function isApplicationChange(change: { readonly kind: string }): change is ApplicationChange {
  return change.kind === 'application-category' || change.kind === 'application-mode';
}
