import type { ReactNode } from 'react';

// Rows of the virtual list are placed by hand, which the elements of a table cannot do: the roles say what they are.

export function Cell({ column, children }: { column: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div role="cell" data-column={column}>
      {children}
    </div>
  );
}

export function ColumnHead({ column, children }: { column: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: a head cell takes no focus
    <span role="columnheader" data-column={column}>
      {children}
    </span>
  );
}
