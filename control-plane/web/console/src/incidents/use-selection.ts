import type { IncidentRow } from '@omamori/contract/console-api';
import { useCallback, useMemo, useState } from 'react';

export interface Selection {
  rows: readonly IncidentRow[];
  has: (id: number) => boolean;
  toggle: (id: number) => void;
  add: (id: number) => void;
  addAll: (rows: readonly IncidentRow[]) => void;
  clear: () => void;
}

/** Selected rows of what is shown; a row that leaves the list leaves the selection. */
export function useSelection(rows: readonly IncidentRow[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set());
  const clear = useCallback(() => setIds(new Set()), []);
  const toggle = useCallback(
    (id: number) => setIds((old) => new Set(old.has(id) ? [...old].filter((one) => one !== id) : [...old, id])),
    [],
  );
  const add = useCallback((id: number) => setIds((old) => new Set([...old, id])), []);
  const addAll = useCallback(
    (more: readonly IncidentRow[]) => setIds((old) => new Set([...old, ...more.map(({ id }) => id)])),
    [],
  );
  return useMemo(
    () => ({ rows: rows.filter((row) => ids.has(row.id)), has: (id) => ids.has(id), toggle, add, addAll, clear }),
    [rows, ids, toggle, add, addAll, clear],
  );
}
