import { APPLICATION_CATEGORIES } from '@omamori/contract/application-catalogue';
import { type ApplicationPolicy, usualMode } from '@omamori/contract/application-policy';
import type { ApplicationChange } from '../../wording/application-facts.ts';

/** Both in normal form. What is said as it would be without saying changes nothing. */
export function applicationChanges(from: ApplicationPolicy, to: ApplicationPolicy): ApplicationChange[] {
  const ofCategory = (policy: ApplicationPolicy, category: (typeof APPLICATION_CATEGORIES)[number]) => {
    const said = policy.categories.find((one) => one.category === category);
    return { mode: said?.mode ?? usualMode(category), spared: said?.spared ?? [] };
  };
  const named = (policy: ApplicationPolicy, application: string) =>
    policy.applications.find((one) => one.application === application);
  const names = [...new Set([...from.applications, ...to.applications].map(({ application }) => application))].sort();
  return [
    ...APPLICATION_CATEGORIES.flatMap((category): ApplicationChange[] => {
      const [before, after] = [ofCategory(from, category), ofCategory(to, category)];
      return isSame(before, after) ? [] : [{ kind: 'application-category', category, ...after }];
    }),
    ...names.flatMap((application): ApplicationChange[] => {
      const [before, after] = [named(from, application), named(to, application)];
      if (isSame(before, after)) return [];
      return [{ kind: 'application-mode', application, mode: after?.mode ?? null, spared: after?.spared ?? [] }];
    }),
  ];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
