import { Button, NativeSelect } from '@mantine/core';
import type { LayerAnswer } from '@omamori/contract/console-api';
import type { RequestError } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { layerKey, layerListQuery, layersKey, sendLayer } from '../api/layers.ts';
import { useMay } from '../api/use-person.ts';
import { BlockFields } from './block-fields.tsx';
import { sameLayer, toLayer, toLayerDraft } from './layer-draft.ts';
import { LayerPreviewPanel, LayerPreviewWords } from './layer-preview-panel.tsx';
import { LayerScalarsField } from './layer-scalars.tsx';
import { OffDutyField } from './off-duty-field.tsx';
import classes from './policy.module.css';
import { OFF_DUTY_KEY } from './policy-draft.ts';
import { LayerVersions } from './policy-versions.tsx';
import { isWarning } from './preview-panel.tsx';
import { SendDialog } from './send-dialog.tsx';
import { Failure, StaleNotice } from './send-notices.tsx';
import { useLayerPreview } from './use-layer-preview.ts';

/** As the policy of a box is edited: words left, changes and concerned boxes right, looked at once more, sent. */
export function LayerForm({ current }: { current: LayerAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayEdit = useMay('analyst');
  const [base, setBase] = useState(current);
  const [draft, setDraft] = useState(() => toLayerDraft(current.layer, current.template));
  const [sending, setSending] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [sent, setSent] = useState(false);
  const [failure, setFailure] = useState<RequestError | null>(null);
  const result = toLayer(draft);
  const changed = !result.ok || !sameLayer(result.layer, base.layer) || draft.template !== base.template;
  const body = result.ok
    ? { layer: result.layer, ...(draft.template === null ? {} : { template: draft.template }) }
    : null;
  const preview = useLayerPreview(base, changed ? body : null);
  const refused = preview.at === 'there' && preview.preview.problems.some(({ code }) => !isWarning(code));
  const stale = current.version > base.version || failure?.code === 'CTR_POLICY_STALE';
  const startFrom = (answer: LayerAnswer, keepDraft: boolean) => {
    setBase(answer);
    if (!keepDraft) setDraft(toLayerDraft(answer.layer, answer.template));
    setFailure(null);
  };
  if (current.version > base.version && !changed) startFrom(current, false);
  const send = async () => {
    if (body === null) return;
    setSending(true);
    const answer = await sendLayer(base, body, base.version);
    setSending(false);
    setConfirming(false);
    setSent(answer.ok);
    if (answer.ok) {
      startFrom(answer.value, false);
      queries.setQueryData(layerKey(base), answer.value);
    } else setFailure(answer.error);
    await queries.invalidateQueries({ queryKey: layersKey });
  };
  return (
    <>
      {stale && <StaleNotice onTake={() => startFrom(current, false)} onKeep={() => startFrom(current, true)} />}
      {failure !== null && !stale && <Failure error={failure} />}
      <div role="status">{sent && !changed && <p className={classes['sent']}>{t('layers.sent')}</p>}</div>
      <div className={classes['columns']}>
        <fieldset className={classes['plain']} disabled={!mayEdit}>
          {draft.template !== null && (
            <TemplateField template={draft.template} onChange={(template) => setDraft({ ...draft, template })} />
          )}
          <BlockFields
            draft={draft.blocks}
            problems={result.ok ? new Map() : result.problems}
            onChange={(blocks) => setDraft({ ...draft, blocks })}
          />
          <OffDutyField
            draft={draft.blocks.offDuty}
            isWrong={!result.ok && result.problems.has(OFF_DUTY_KEY)}
            ownCalendar={draft.ownCalendar}
            onOwnCalendar={(ownCalendar) => setDraft({ ...draft, ownCalendar })}
            onChange={(offDuty) => setDraft({ ...draft, blocks: { ...draft.blocks, offDuty } })}
          />
          <LayerScalarsField
            scope={base.scope}
            scalars={draft.scalars}
            onChange={(scalars) => setDraft({ ...draft, scalars })}
          />
        </fieldset>
        <div className={classes['side']}>
          <LayerPreviewPanel state={preview} />
          {!result.ok && <p>{t('policy.fixFirst')}</p>}
          <div className={classes['buttons']}>
            {changed && (
              <Button variant="default" onClick={() => startFrom(current, false)}>
                {t('actions.discard')}
              </Button>
            )}
            <Button
              disabled={preview.at !== 'there' || refused || stale}
              aria-describedby="send-hint"
              onClick={() => setConfirming(true)}
            >
              {t('actions.review')}
            </Button>
          </div>
          <p id="send-hint" className={classes['hint']}>
            {t(changed ? 'policy.sendHint' : mayEdit ? 'policy.nothingToSend' : 'notAllowed.policy')}
          </p>
        </div>
      </div>
      {base.version > 0 && (
        <LayerVersions
          name={base}
          current={base.version}
          onPutBack={(stood) => setDraft(toLayerDraft(stood.layer, base.scope === 'company' ? stood.template : null))}
        />
      )}
      <SendDialog
        opened={confirming}
        sending={sending}
        title={t(`layers.confirm.${base.scope}`, { name: base.name })}
        onClose={() => setConfirming(false)}
        onSend={() => void send()}
      >
        {preview.at === 'there' && <LayerPreviewWords preview={preview.preview} />}
        <p className={classes['hint']}>{t('layers.afterSend')}</p>
      </SendDialog>
    </>
  );
}

/** Only templates that there are can be chosen; whoever does not see them keeps the one that stands. */
function TemplateField({ template, onChange }: { template: string; onChange: (template: string) => void }) {
  const { t } = useTranslation();
  const names = useQuery(layerListQuery).data?.templates.map(({ name }) => name) ?? [];
  const choices = [...new Set([template, ...names])];
  return (
    <NativeSelect
      label={t('layers.template')}
      description={t('layers.templateHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      disabled={choices.length < 2}
      data={choices.map((value) => ({ value, label: t('layers.title.template', { name: value }) }))}
      value={template}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
