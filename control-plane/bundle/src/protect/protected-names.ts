// Names that stay reachable whatever application a policy refuses. Unlike a list, a policy may refuse an application by its
// name although a feed may not (a company that has decided against a cloud storage): such names are left out here.
import type { Application, ApplicationCatalogue } from '@omamori/contract/application-catalogue';
import { isBlockable } from '@omamori/contract/application-policy';
import { z } from 'zod';
import type { ProtectedFile } from './protected-destinations.ts';

export const PROTECTED_NAMES_FILE = 'protected-names.json';
const protectedNamesSchema = z.object({ v: z.literal(1), names: z.array(z.string().min(3).max(253)).max(5000) });

/** Pure. In order, each with every name below it. */
export function protectedNames(file: ProtectedFile, catalogue: ApplicationCatalogue): string[] {
  const decided = new Set(catalogue.applications.filter(mayBeRefused).flatMap(({ domains = [] }) => domains));
  const names = file.groups.flatMap(({ domains }) => domains).filter((name) => !decided.has(name));
  return [...new Set(names)].sort();
}

function mayBeRefused({ category, generic }: Application): boolean {
  return isBlockable(category) && generic !== true;
}

/** None in a bundle from before there was such a file, and where it has another form than this version's. */
export function readProtectedNames(content: Buffer | undefined): readonly string[] {
  if (content === undefined) return [];
  const parsed = protectedNamesSchema.safeParse(JSON.parse(content.toString('utf8')));
  return parsed.success ? parsed.data.names : [];
}
