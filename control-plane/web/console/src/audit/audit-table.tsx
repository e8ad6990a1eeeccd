import type { AuditEntry } from '@omamori/contract/console-api/audit';
import { StateWord, TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../api/use-error-words.ts';
import { TableBox } from '../shell/table-box.tsx';
import classes from './audit.module.css';
import { useActName } from './use-act-name.ts';

export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { t } = useTranslation();
  return (
    <TableBox label={t('audit.title')}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col" data-number="true">
              {t('audit.number')}
            </th>
            <th scope="col">{t('audit.at')}</th>
            <th scope="col">{t('audit.actor')}</th>
            <th scope="col">{t('audit.act')}</th>
            <th scope="col">{t('audit.target')}</th>
            <th scope="col">{t('audit.outcome')}</th>
            <th scope="col">{t('audit.source')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Line key={entry.number} entry={entry} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function Line({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const nameOf = useActName();
  const sentence = useErrorWords();
  const { act, actor, at, detail, number, outcome, source, target } = entry;
  const facts = Object.entries(detail).filter(([, value]) => value !== null);
  return (
    <tr>
      <td data-number="true">{number}</td>
      <td>
        <TimeText iso={at} form="second" />
      </td>
      <td>{actor}</td>
      <td>
        {nameOf(act)}
        {facts.length > 0 && (
          <div className={classes['hint']}>
            {facts.map(([name, value]) => (
              <span key={name}>
                <span className="om-mono">{name}</span>: {String(value)}{' '}
              </span>
            ))}
          </div>
        )}
      </td>
      <td>{target ?? t('notMeasured')}</td>
      <td>
        {outcome === 'done' ? (
          <StateWord tone="ok" word={t('auditOutcome.done')} />
        ) : (
          <>
            <StateWord tone="warn" word={t('auditOutcome.refused')} title={outcomeWords(sentence, outcome)} />
            <div className="om-mono">{outcome}</div>
          </>
        )}
      </td>
      <td className="om-mono">{source}</td>
    </tr>
  );
}

function outcomeWords(sentence: ReturnType<typeof useErrorWords>, code: string): string {
  return sentence({ code, message: code, status: 0, retryAfter: null });
}
