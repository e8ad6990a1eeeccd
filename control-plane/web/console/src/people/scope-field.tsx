import { Checkbox, Radio, TextInput } from '@mantine/core';
import type { PeopleAnswer, Scope } from '@omamori/contract/console-api/people';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './people.module.css';

interface ScopeFieldProps {
  scope: Scope;
  choices: Pick<PeopleAnswer, 'companies' | 'appliances'>;
  error: string | null;
  onChange: (scope: Scope) => void;
}

const MANY = 12;

/** Everything, or a list of companies and single appliances to tick. */
export function ScopeField({ scope, choices, error, onChange }: ScopeFieldProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const some = scope.kind === 'some' ? scope : { kind: 'some' as const, companies: [], appliances: [] };
  const toggle = (list: readonly string[], one: string) =>
    list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
  const rows = [
    ...choices.companies.map((name) => ({ key: `c ${name}`, part: 'companies' as const, value: name, label: name })),
    ...choices.appliances.map(({ id, company, site }) => ({
      ...{ key: `a ${id}`, part: 'appliances' as const, value: id },
      label: t('scope.box', { company, site }),
    })),
  ];
  const fitting = rows.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(search.toLowerCase()));
  return (
    <>
      <Radio.Group
        label={t('people.scope')}
        value={scope.kind}
        onChange={(kind) => onChange(kind === 'all' ? { kind: 'all' } : some)}
      >
        <div className={classes['choices']}>
          <Radio value="all" label={t('scope.all')} />
          <Radio value="some" label={t('scope.some')} />
        </div>
      </Radio.Group>
      {scope.kind === 'some' && (
        <fieldset className={classes['scope']}>
          <legend>{t('scope.choose')}</legend>
          {rows.length > MANY && (
            <TextInput
              label={t('scope.search')}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          <div className={classes['ticks']}>
            {fitting.map(({ key, part, value, label }) => (
              <Checkbox
                key={key}
                label={label}
                checked={some[part].includes(value)}
                onChange={() => onChange({ ...some, [part]: toggle(some[part], value) })}
              />
            ))}
          </div>
          {error !== null && (
            <p role="alert" className={classes['error']}>
              {error}
            </p>
          )}
        </fieldset>
      )}
    </>
  );
}
