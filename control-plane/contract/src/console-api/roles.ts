import { z } from 'zod';

/** Each role may do all that the ones before it may: viewer reads, desk answers customers, analyst judges and sets policies, admin keeps people and the audit log. */
export const ROLES = ['viewer', 'desk', 'analyst', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** A verdict says what an incident was; it feeds later decisions, so an analyst gives it. */
const VERDICTS: ReadonlySet<string> = new Set(['confirmed', 'false-positive']);

/** The least role that may put an incident into that state. */
export function leastRoleForState(state: string): Role {
  return VERDICTS.has(state) ? 'analyst' : 'desk';
}

/** The same for what is done beside the states; `unclear` is a verdict. */
export function leastRoleForTriage(kind: string): Role {
  return kind === 'unclear' ? 'analyst' : 'desk';
}

/** Roles that can harm a customer sign in with a second factor, unless the center's settings say `optional`. */
export function needsSecondFactor(role: Role): boolean {
  return isAtLeast(role, 'analyst');
}
