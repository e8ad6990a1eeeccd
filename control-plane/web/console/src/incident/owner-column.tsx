import { Button } from '@mantine/core';
import type { IncidentDetail, Notice } from '@omamori/contract/console-api';
import { Choice, EmptyState, MonoValue, StateWord, TimeText, useLanguage } from '@omamori/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCopyWords, useNumber } from '../api/use-words.ts';
import classes from './incident.module.css';
import { LetterText } from './letter-text.tsx';

/** The rule of the desk for titles; longer ones are cut in the lists of mail and chat programs. */
const TITLE_LIMIT = 30;

const length = (text: string) => [...text].length;

/** What the customer reads: the very sentences that were written, never others. */
export function OwnerColumn({ detail, onNotice }: { detail: IncidentDetail; onNotice: () => void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const present = [...new Set(detail.notices.map((notice) => notice.language))].sort().reverse();
  const [chosen, setChosen] = useState<Notice['language'] | null>(null);
  const shown = chosen ?? (present.includes(language) ? language : present[0]);
  if (shown === undefined)
    return (
      <EmptyState
        title={t('incident.noNotice')}
        reason={t(`incident.noNoticeReason.${detail.row.outcome}`)}
        action={<Button onClick={onNotice}>{t('actions.previewNotice')}</Button>}
      />
    );
  return (
    <div className={classes['stack']}>
      <p className={classes['quiet']}>{t('noticeDialog.how')}</p>
      <Button variant="default" onClick={onNotice}>
        {t('actions.previewNotice')}
      </Button>
      {present.length > 1 && (
        <Choice
          label={t('incident.noticeLanguage')}
          value={shown}
          onChoose={setChosen}
          options={present.map((one) => ({ value: one, word: t(`languageName.${one}`), lang: one }))}
        />
      )}
      {detail.notices
        .filter((notice) => notice.language === shown)
        .map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
    </div>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const number = useNumber();
  const words = useCopyWords();
  const titleLength = length(notice.title);
  return (
    <section className={classes['notice']} aria-label={notice.title}>
      <div lang={notice.language} className={classes['letter']}>
        <LetterText letter={notice} />
      </div>
      <dl className={classes['facts']}>
        <div>
          <dt>{t('noticeFact.length')}</dt>
          <dd>
            {t('noticeFact.characters', { title: number(titleLength), body: number(length(notice.body)) })}
            {notice.language === 'ja' && titleLength > TITLE_LIMIT && ` ${t('noticeFact.long', { n: TITLE_LIMIT })}`}
          </dd>
        </div>
        <div>
          <dt>{t('noticeFact.file')}</dt>
          <dd>
            <MonoValue value={notice.file} words={words} />
          </dd>
        </div>
        <div>
          <dt>{t('noticeFact.handedOver')}</dt>
          <dd>
            {notice.handedOverAt === null ? (
              <StateWord tone="warn" word={t('noticeFact.waiting')} />
            ) : (
              <TimeText iso={notice.handedOverAt} form="second" />
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}
