import type { IncidentNote } from '@omamori/contract/console-api/triage';
import { TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import classes from './incident.module.css';
import { NoteForm } from './note-form.tsx';

export function NotesList({ incident, notes }: { incident: number; notes: readonly IncidentNote[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="notes" className={classes['stack']}>
      <h3 id="notes">{t('notes.title')}</h3>
      {notes.length > 0 && (
        <ul className={classes['history']}>
          {notes.map((note) => (
            <li key={note.id}>
              <TimeText iso={note.at} />
              <span>
                <b>{note.author}</b>
                <span className={classes['note']}>{note.text}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <NoteForm incident={incident} />
    </section>
  );
}
