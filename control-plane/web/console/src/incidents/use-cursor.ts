import type { IncidentRow } from '@omamori/contract/console-api';
import { useEffect, useRef, useState } from 'react';

/**
 * The cursor is an incident, not a place: it stays on its row when others come in. When its row leaves, it stays at
 * the place, on the row that moved up.
 */
export function useCursor(rows: readonly IncidentRow[], start: number | null) {
  const [id, setId] = useState<number | null>(start);
  const place = useRef(0);
  const found = id === null ? -1 : rows.findIndex((row) => row.id === id);
  const index = found >= 0 ? found : id === null ? -1 : Math.min(place.current, rows.length - 1);
  const row = index < 0 ? undefined : rows[index];
  useEffect(() => {
    if (index >= 0) place.current = index;
    if (row !== undefined && row.id !== id) setId(row.id);
  }, [index, row, id]);
  return { index, row, setId };
}
