import { Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { CATEGORY_MODES, categoryMode } from '@omamori/contract/off-duty';
import { useTranslation } from 'react-i18next';
import { useCategoryName } from '../off-duty/use-category-name.ts';
import { categoriesOf, type OffDutyDraft, withMode } from './off-duty-draft.ts';
import classes from './policy.module.css';
import { WorkCalendarField } from './work-calendar-field.tsx';

interface OffDutyFieldProps {
  draft: OffDutyDraft;
  isWrong: boolean;
  /** Of a layer: whether it says the calendar; null where it always stands. */
  ownCalendar: boolean | null;
  onOwnCalendar?: (own: boolean) => void;
  onChange: (draft: OffDutyDraft) => void;
}

/** Kinds of sites that have nothing to do with work, and when work is. */
export function OffDutyField({ draft, isWrong, ownCalendar, onOwnCalendar, onChange }: OffDutyFieldProps) {
  const { t } = useTranslation();
  const name = useCategoryName();
  return (
    <fieldset className={classes['field']}>
      <legend>{t('offDuty.title')}</legend>
      <p className={classes['hint']}>{t('offDuty.hint')}</p>
      <div className={classes['pair']}>
        {categoriesOf(draft).map((category) => (
          <NativeSelect
            key={category}
            label={name(category)}
            data={CATEGORY_MODES.map((value) => ({ value, label: t(`offDuty.modes.${value}`) }))}
            value={categoryMode(draft, category)}
            onChange={(event) => onChange(withMode(draft, category, event.currentTarget.value))}
          />
        ))}
      </div>
      <Textarea
        label={t('offDuty.sites')}
        description={t('offDuty.sitesHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        rows={2}
        value={draft.sites}
        error={isWrong ? t('offDuty.wrong') : null}
        onChange={(event) => onChange({ ...draft, sites: event.currentTarget.value })}
      />
      {ownCalendar !== null && (
        <Checkbox
          label={t('offDuty.ownCalendar')}
          checked={ownCalendar}
          onChange={(event) => onOwnCalendar?.(event.currentTarget.checked)}
        />
      )}
      {ownCalendar !== false && <WorkCalendarField draft={draft} onChange={onChange} />}
    </fieldset>
  );
}
