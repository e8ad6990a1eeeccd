import classes from './incident.module.css';

/** Fixed-width text that scrolls in its own box, also by keyboard. */
export function ScrollBox({ label, wraps = false, children }: { label: string; wraps?: boolean; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={label} className={classes['scroll']} data-wraps={wraps}>
      <pre className="om-mono">{children}</pre>
    </section>
  );
}
