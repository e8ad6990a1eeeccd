import { Button } from '@mantine/core';
import type { IncidentDetail } from '@omamori/contract/console-api';
import { EmptyState } from '@omamori/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import { CaptureLink } from './capture-link.tsx';
import { DetectionItem } from './detection-item.tsx';
import { HistoryList } from './history-list.tsx';
import classes from './incident.module.css';
import { NotesList } from './notes-list.tsx';
import { SimilarList } from './similar-list.tsx';

const STEP = 20;

/** What the analyst reads: every detection with its rule, flow and bytes, and what was done about it. */
export function FactsColumn({ detail }: { detail: IncidentDetail }) {
  const { t } = useTranslation();
  const number = useNumber();
  const [shown, setShown] = useState(STEP);
  const { detections, detectionTotal } = detail;
  return (
    <div className={classes['stack']}>
      {detections.length === 0 ? (
        <EmptyState title={t('incident.noDetections')} reason={t('incident.noDetectionsReason')} />
      ) : (
        <>
          <p className={classes['quiet']}>
            {t('incident.detections', { n: number(detections.length), all: number(detectionTotal) })}
          </p>
          <CaptureLink incident={detail.row.id} detections={detections} />
          <ol className={classes['timeline']}>
            {detections.slice(0, shown).map((stored, index) => (
              <DetectionItem key={`${stored.epoch}/${stored.sequence}`} stored={stored} startsOpen={index === 0} />
            ))}
          </ol>
          {shown < detections.length && (
            <Button variant="default" onClick={() => setShown(shown + STEP)}>
              {t('actions.showMore')}
            </Button>
          )}
        </>
      )}
      <SimilarList similar={detail.similar} />
      <NotesList incident={detail.row.id} notes={detail.notes} />
      <HistoryList history={detail.history} />
    </div>
  );
}
