import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';

interface SendDialogProps {
  opened: boolean;
  sending: boolean;
  title: string;
  onClose: () => void;
  onSend: () => void;
  children: ReactNode;
}

/** The second look before something goes to a box. */
export function SendDialog({ opened, sending, title, onClose, onSend, children }: SendDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('actions.close') }}>
      <div className={classes['form']}>
        {children}
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onClose}>
            {t('actions.cancel')}
          </Button>
          <Button loading={sending} onClick={onSend}>
            {t('actions.send')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
