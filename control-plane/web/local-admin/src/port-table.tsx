import type { AdminPort } from '@omamori/contract/admin-install';
import { StateWord } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

/** Both ports by the colours of their cables. */
export function PortTable({ ports }: { ports: readonly AdminPort[] }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="ports" className={classes['stack']}>
      <h2 id="ports">{t('ports.title')}</h2>
      <dl className={classes['state']}>
        {ports.map((port) => (
          <div key={port.side}>
            <dt>{t(`ports.${port.side}`)}</dt>
            <dd>
              <StateWord
                tone={port.up === true ? 'ok' : 'danger'}
                word={t(port.up === true ? 'facts.up' : 'facts.down')}
              />
              <span>
                {port.speedMbps === null ? '' : t('ports.mbps', { n: port.speedMbps })}{' '}
                {port.duplex === 'half' ? t('ports.half') : ''}
              </span>
              <span className={classes['quiet']}>{t('ports.errors', { n: port.errors })}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
