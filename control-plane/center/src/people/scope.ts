// The tenant scope as a condition of queries: rows outside it are not read, so no route can show them.
import type { Scope } from '@omamori/contract/console-api/people';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../store/database.ts';

const listed = (values: readonly string[]) =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb))`;

/** For a query in which the table `appliance` is called `a`. */
export function inScope(scope: Scope): RawBuilder<SqlBool> {
  if (scope.kind === 'all') return sql<SqlBool>`true`;
  return sql<SqlBool>`(a.company in ${listed(scope.companies)} or a.id in ${listed(scope.appliances)})`;
}

/** The same for a row that is at hand, such as one on its way to a live view. */
export function sees(scope: Scope, row: { readonly appliance: string; readonly company: string }): boolean {
  if (scope.kind === 'all') return true;
  return scope.companies.includes(row.company) || scope.appliances.includes(row.appliance);
}

export async function seesAppliance(db: Database, scope: Scope, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('appliance as a')
    .select('a.id')
    .where('a.id', '=', id)
    .where(inScope(scope))
    .executeTakeFirst();
  return row !== undefined;
}

export async function seesIncident(db: Database, scope: Scope, id: number): Promise<boolean> {
  const row = await db
    .selectFrom('incident as i')
    .innerJoin('appliance as a', 'a.id', 'i.appliance')
    .select('i.id')
    .where('i.id', '=', id)
    .where(inScope(scope))
    .executeTakeFirst();
  return row !== undefined;
}
