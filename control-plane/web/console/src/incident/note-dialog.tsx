import { Modal } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { useTranslation } from 'react-i18next';
import { RowsLine } from '../acts/rows-line.tsx';
import { NoteForm } from './note-form.tsx';

export function NoteDialog({ row, onClose }: { row: IncidentRow; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('notes.write')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <RowsLine rows={[row]} />
      <NoteForm incident={row.id} autoFocus onDone={onClose} />
    </Modal>
  );
}
