import { Radio } from '@mantine/core';
import type { ApplianceRow, PolicyAnswer } from '@omamori/contract/console-api';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-person.ts';
import { BlockFields } from './block-fields.tsx';
import { ExceptionField } from './exception-field.tsx';
import { FailModeField } from './fail-mode-field.tsx';
import { FilesField } from './files-field.tsx';
import { FloodField } from './flood-field.tsx';
import { MailField } from './mail-field.tsx';
import { OffDutyField } from './off-duty-field.tsx';
import { PersonRequests } from './person-requests.tsx';
import classes from './policy.module.css';
import { type DraftResult, OFF_DUTY_KEY, type PolicyDraft } from './policy-draft.ts';
import { TrustedField } from './trusted-field.tsx';
import { WebGuardField } from './web-guard-field.tsx';

const MODES = ['block', 'detect', 'off'] as const;
const PRESETS = ['connectivity', 'balanced', 'security'] as const;

interface PolicyFieldsProps {
  row: ApplianceRow;
  current: PolicyAnswer;
  draft: PolicyDraft;
  result: DraftResult;
  onChange: (draft: PolicyDraft) => void;
}

/** The form, top to bottom: where from, where to, which entrances, which lists, how inspection works, what is let pass. */
export function PolicyFields({ row, current, draft, result, onChange }: PolicyFieldsProps) {
  const { t } = useTranslation();
  const mayEdit = useMay('analyst');
  const set = (part: Partial<PolicyDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <fieldset className={classes['plain']} disabled={!mayEdit}>
        <BlockFields draft={draft} problems={result.ok ? new Map() : result.problems} onChange={onChange} />
        <Radio.Group
          label={t('policy.mode')}
          value={draft.mode}
          onChange={(mode) => set({ mode: MODES.find((one) => one === mode) ?? draft.mode })}
        >
          <div className={classes['modes']}>
            {MODES.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                label={t(`policy.modes.${mode}`)}
                description={t(`policy.modeHint.${mode}`)}
              />
            ))}
          </div>
        </Radio.Group>
        <Radio.Group
          label={t('policy.preset')}
          value={draft.preset}
          onChange={(preset) => set({ preset: PRESETS.find((one) => one === preset) ?? draft.preset })}
        >
          <div className={classes['modes']}>
            {PRESETS.map((preset) => (
              <Radio
                key={preset}
                value={preset}
                disabled={draft.mode === 'off'}
                label={t(`policy.presets.${preset}`)}
                description={t(`policy.presetHint.${preset}`)}
              />
            ))}
          </div>
        </Radio.Group>
        <TrustedField value={draft.trustedFlows} onChange={(trustedFlows) => set({ trustedFlows })} />
        <FloodField row={row} floods={draft.floods} onChange={(floods) => set({ floods })} />
        <FilesField antivirus={draft.antivirus} onChange={(antivirus) => set({ antivirus })} />
        <MailField mail={draft.mail} reads={draft.antivirus.mode !== 'off'} onChange={(mail) => set({ mail })} />
        <OffDutyField
          draft={draft.offDuty}
          isWrong={!result.ok && result.problems.has(OFF_DUTY_KEY)}
          ownCalendar={null}
          onChange={(offDuty) => set({ offDuty })}
        />
        <PersonRequests row={row} draft={draft.offDuty} onChange={(offDuty) => set({ offDuty })} />
        <WebGuardField webGuard={draft.webGuard} onChange={(webGuard) => set({ webGuard })} />
        <FailModeField modes={draft.failModes} onChange={(failModes) => set({ failModes })} />
      </fieldset>
      <ExceptionField row={row} current={current} draft={draft} onEnd={(ended) => set({ ended })} />
    </>
  );
}
