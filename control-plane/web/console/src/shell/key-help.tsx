import { Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useKeysSwitch } from '../keys/keys-provider.tsx';
import type { Route } from '../routing/routes.ts';
import classes from './shell.module.css';

const EVERYWHERE = ['g q', 'g f', 'g p', 'Ctrl+k', 'z', '?'] as const;
const ROW = ['e', 'Shift+e', 's', 'm', '1', '2', '3', '4', 'h', 'n', 'i', 't', 'v', 'Shift+v'] as const;
const LIST = ['j', 'k', 'o', 'Space', 'x', 'Shift+j', '* a', '* n', '* s', 'p', 'r', '/', 'Escape'] as const;
const QUEUE = [...LIST, ...ROW];
const INCIDENT = [...ROW, 'u'];

/** The keys that are valid on this page, and the switch that turns all of them off. */
export function KeyHelp({ opened, onClose, room }: { opened: boolean; onClose: () => void; room: Route['room'] }) {
  const { t } = useTranslation();
  const { enabled, setEnabled } = useKeysSwitch();
  const ofPage = room === 'incidents' ? QUEUE : room === 'incident' ? INCIDENT : [];
  const list = (keys: readonly string[]) => (
    <dl className={classes['keys']}>
      {keys.map((key) => (
        <div key={key}>
          <dt>
            {key.split(' ').map((part) => (
              <kbd key={part} className={classes['key']}>
                {t([`keyName.${part}`, 'keyName.other'], { key: part })}
              </kbd>
            ))}
          </dt>
          <dd>{t(`keys.${key}`)}</dd>
        </div>
      ))}
    </dl>
  );
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <div className={classes['help']}>
        <Switch
          label={t('keys.switch')}
          description={t('keys.switchHint')}
          checked={enabled}
          onChange={(event) => setEnabled(event.currentTarget.checked)}
        />
        {ofPage.length > 0 && <h3>{t('keys.page')}</h3>}
        {list(ofPage)}
        <h3>{t('keys.everywhere')}</h3>
        {list(EVERYWHERE)}
      </div>
    </Modal>
  );
}
