import { Button, CloseButton, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeysSwitch } from '../keys/keys-provider.tsx';
import classes from './act-toast.module.css';

export interface Toast {
  id: number;
  text: string;
  busy?: boolean;
  failed?: boolean;
  /** Only says something; nothing was done. */
  plain?: boolean;
  undo?: () => void;
  retry?: () => void;
}

const STAY_MS = 10_000;

/** The result of an act: stays 10 s, longer while a pointer or the focus is on it; a failure stays until it is closed. */
function ToastCard({ toast, onDrop }: { toast: Toast; onDrop: (id: number) => void }) {
  const { t } = useTranslation();
  const { enabled } = useKeysSwitch();
  const [held, setHeld] = useState(false);
  const stays = held || toast.busy === true || toast.failed === true;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => onDrop(toast.id), STAY_MS);
    return () => clearTimeout(timer);
  }, [stays, toast.id, onDrop]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: holding only stops the clock; the buttons inside are the controls
    <div
      className={classes['card']}
      data-failed={toast.failed === true || toast.plain === true}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast.busy === true && <Loader size={18} aria-hidden="true" />}
      <p>{toast.text}</p>
      {toast.undo !== undefined && (
        <Button size="compact-sm" variant="default" onClick={toast.undo}>
          {t('actions.undo')}
          {enabled && <kbd className={classes['key']}>z</kbd>}
        </Button>
      )}
      {toast.retry !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onDrop(toast.id);
            toast.retry?.();
          }}
        >
          {t('actions.retry')}
        </Button>
      )}
      {toast.busy !== true && <CloseButton aria-label={t('actions.close')} onClick={() => onDrop(toast.id)} />}
    </div>
  );
}

export function ToastShelf({ toasts, onDrop }: { toasts: readonly Toast[]; onDrop: (id: number) => void }) {
  const { t } = useTranslation();
  if (toasts.length === 0) return null;
  return (
    <section className={classes['shelf']} aria-label={t('acts.label')}>
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onDrop={onDrop} />
      ))}
    </section>
  );
}
