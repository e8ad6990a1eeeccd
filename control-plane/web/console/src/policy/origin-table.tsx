import { Skeleton } from '@mantine/core';
import { DEFAULT_SCALARS, type PolicyLayer } from '@omamori/contract/console-api';
import type { PolicyLayersAnswer } from '@omamori/contract/console-api/layers';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { policyLayersQuery } from '../api/layers.ts';
import { QueryError } from '../api/query-error.tsx';
import { useCountryName } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { layerPath } from '../routing/routes.ts';
import { TableBox } from '../shell/table-box.tsx';
import classes from './policy.module.css';
import { SCALARS, type ScalarKey, useScalarWord } from './scalar-words.ts';

/** Which layer says what of this box: template, company, the box itself. */
export function OriginTable({ appliance, version }: { appliance: string; version: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className={classes['origins']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('layers.origins')}</summary>
      {open && <Origins appliance={appliance} version={version} />}
    </details>
  );
}

function Origins({ appliance, version }: { appliance: string; version: number }) {
  const { t } = useTranslation();
  const layers = useQuery(policyLayersQuery(appliance, version));
  if (layers.isPending) return <Skeleton height={200} />;
  if (layers.data === undefined) return <QueryError thrown={layers.error} onRetry={() => void layers.refetch()} />;
  const { company, template } = layers.data;
  return (
    <>
      <p className={classes['hint']}>{t('layers.originsHint')}</p>
      <TableBox label={t('layers.origins')}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('layers.value')}</th>
              <th scope="col">
                <Link to={layerPath('template', template.name)}>
                  {t('layers.title.template', { name: template.name })}
                </Link>
              </th>
              <th scope="col">
                <Link to={layerPath('company', company.name)}>{t('layers.title.company', { name: company.name })}</Link>
              </th>
              <th scope="col">{t('layers.thisBox')}</th>
            </tr>
          </thead>
          <Rows answer={layers.data} />
        </table>
      </TableBox>
    </>
  );
}

function Rows({ answer }: { answer: PolicyLayersAnswer }) {
  const { t } = useTranslation();
  const said = useSaid();
  const scalarWord = useScalarWord();
  const layers = [answer.template.layer, answer.company.layer, answer.appliance];
  return (
    <tbody>
      {said.map(({ label, read }) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          {layers.map((layer, index) => (
            <td key={LAYER_KEYS[index]}>{read(layer).join(t('between')) || t('notMeasured')}</td>
          ))}
        </tr>
      ))}
      {SCALARS.map(({ key }) => {
        const values = layers.map((layer) => scalarOf(layer, key));
        const deciding = values.findLastIndex((value) => value !== null);
        return (
          <tr key={key}>
            <th scope="row">{t(`layers.scalar.${key}`)}</th>
            {values.map((value, index) => (
              <td key={LAYER_KEYS[index]}>
                {value === null ? (
                  deciding === -1 && index === 0 ? (
                    t('layers.byDefault', { value: scalarWord(key, DEFAULT_SCALARS[key]) })
                  ) : (
                    t('notMeasured')
                  )
                ) : index === deciding ? (
                  <b>{t('layers.decides', { value: scalarWord(key, value) })}</b>
                ) : (
                  <s>{scalarWord(key, value)}</s>
                )}
              </td>
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}

const LAYER_KEYS = ['template', 'company', 'appliance'] as const;

function scalarOf(
  { antivirus, failModes, floods, ips, mail, trustedFlows, webGuard }: PolicyLayer,
  key: ScalarKey,
): string | null {
  const { mode, profile } = floods;
  const flood = { floodMode: mode, floodProfile: profile };
  const files = { filesMode: antivirus.mode, filesLate: antivirus.late };
  const mails = {
    mailLocked: mail.locked,
    mailMacros: mail.macros,
    mailPrograms: mail.programs,
    mailLookAlike: mail.lookAlike,
    mailDeception: mail.deception,
  };
  return { mode: ips.mode, preset: ips.preset, ...failModes, ...webGuard, ...flood, ...files, ...mails, trustedFlows }[
    key
  ];
}

/** What adds up over the layers, in the order of the form. */
function useSaid(): readonly { label: string; read: (layer: PolicyLayer) => string[] }[] {
  const { t } = useTranslation();
  const country = useCountryName();
  const names = (codes: readonly string[]) => codes.map((code) => country(code));
  return [
    { label: t('policy.inbound'), read: ({ geo }) => names(geo.blockInbound) },
    { label: t('policy.outbound'), read: ({ geo }) => names(geo.blockOutbound) },
    { label: t('policy.except'), read: ({ geo }) => geo.except },
    { label: t('policy.ports'), read: ({ ports }) => ports.map(({ port, protocol }) => `${protocol}/${port}`) },
    {
      label: t('policy.lists'),
      read: ({ addressLists, domainLists }) => [...addressLists, ...domainLists].map(({ name }) => name),
    },
    {
      label: t('policy.exceptions'),
      read: ({ exceptions }) => exceptions.map(({ target }) => Object.values(target).slice(1).join(' ')),
    },
  ];
}
