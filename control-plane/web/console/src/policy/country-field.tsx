import { Select } from '@mantine/core';
import { useLanguage } from '@omamori/ui';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCountryName } from '../api/use-words.ts';
import { COUNTRY_CODES } from './country-codes.ts';
import classes from './policy.module.css';

interface CountryFieldProps {
  label: string;
  hint: string;
  codes: readonly string[];
  onChange: (codes: readonly string[]) => void;
}

/** Countries by name; typing the name in either language or the two letters finds one. */
export function CountryField({ label, hint, codes, onChange }: CountryFieldProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const country = useCountryName();
  const [search, setSearch] = useState('');
  const english = useMemo(() => new Intl.DisplayNames('en', { type: 'region' }), []);
  const options = COUNTRY_CODES.filter((code) => !codes.includes(code))
    .map((code) => ({ value: code, label: `${country(code)} (${code})` }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
  return (
    <fieldset className={classes['field']}>
      <legend>{label}</legend>
      <p className={classes['hint']}>{hint}</p>
      <ul className={classes['countries']}>
        {codes.map((code) => (
          <li key={code}>
            {country(code)}
            <button
              type="button"
              aria-label={t('policy.removeCountry', { name: country(code) })}
              onClick={() => onChange(codes.filter((one) => one !== code))}
            >
              <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
        {codes.length === 0 && <li data-empty="true">{t('policy.noCountry')}</li>}
      </ul>
      <Select
        aria-label={t('policy.addCountry', { list: label })}
        placeholder={t('policy.addCountryShort')}
        searchable
        data={options}
        value={null}
        limit={40}
        maxDropdownHeight={280}
        nothingFoundMessage={t('policy.noSuchCountry')}
        filter={({ options: all, search: typed, limit }) => {
          const wanted = typed.trim().toLowerCase();
          const fits = (code: string, text: string) =>
            `${text} ${english.of(code) ?? ''}`.toLowerCase().includes(wanted) || code.toLowerCase() === wanted;
          return all.filter((one) => 'value' in one && fits(String(one.value), String(one.label))).slice(0, limit);
        }}
        searchValue={search}
        onSearchChange={setSearch}
        onChange={(code) => {
          if (code === null) return;
          onChange([...codes, code]);
          setSearch('');
        }}
      />
    </fieldset>
  );
}
