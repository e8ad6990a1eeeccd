import type { ReactNode } from 'react';
import classes from './shell.module.css';

/** A table that is wider than the page scrolls in its own box, also by keyboard. */
export function TableBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={label} className={classes['tableBox']}>
      {children}
    </section>
  );
}
