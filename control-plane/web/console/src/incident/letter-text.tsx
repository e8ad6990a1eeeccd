import type { Notice } from '@omamori/contract/console-api';
import classes from './incident.module.css';

/** A notice as its reader gets it: title, five lines, details. */
export function LetterText({ letter }: { letter: Pick<Notice, 'title' | 'body' | 'details'> }) {
  return (
    <>
      <h3>{letter.title}</h3>
      <p className={classes['body']}>{letter.body}</p>
      {letter.details.length > 0 && (
        <dl className={classes['details']}>
          {letter.details.map((line) => (
            <div key={line.label}>
              <dt>{line.label}</dt>
              <dd>{line.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
