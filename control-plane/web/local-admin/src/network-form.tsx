import { Button, TextInput } from '@mantine/core';
import type { AdminNetwork, AdminNetworkPreview } from '@omamori/contract/admin-network';
import type { BoxNetwork } from '@omamori/contract/box-network';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { networkQuery, previewNetwork, tryNetwork } from './network-client.ts';
import { NetworkPreview } from './network-preview.tsx';
import { type DraftField, draftOf, type NetworkDraft, wishOf } from './network-wish.ts';
import classes from './page.module.css';
import { useErrorWords } from './query-error.tsx';

interface Looked {
  readonly wish: BoxNetwork;
  readonly preview: AdminNetworkPreview;
}

/** Fields first, then what will change, then the trial: nothing is touched before. */
export function NetworkForm({ network, onBegun }: { network: AdminNetwork; onBegun: (token: string) => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sentence = useErrorWords();
  const [draft, setDraft] = useState<NetworkDraft>(() => draftOf(network.asked, network.standing));
  const [bad, setBad] = useState<readonly DraftField[]>([]);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const id = useId();
  const change = (part: Partial<NetworkDraft>) => {
    setDraft({ ...draft, ...part });
    setLooked(null);
    setBad([]);
    setProblem('');
  };
  const look = async (event: FormEvent) => {
    event.preventDefault();
    const read = wishOf(draft);
    if ('bad' in read) {
      setBad(read.bad);
      return document.getElementById(`${id}-${read.bad[0]}`)?.focus();
    }
    setBusy(true);
    const answer = await previewNetwork(read.wish);
    setBusy(false);
    setProblem(answer.ok ? '' : sentence(answer.error));
    setLooked(answer.ok ? { wish: read.wish, preview: answer.value } : null);
  };
  const begin = async (wish: BoxNetwork) => {
    setBusy(true);
    const answer = await tryNetwork(wish);
    setBusy(false);
    setProblem(answer.ok ? '' : sentence(answer.error));
    if (answer.ok) onBegun(answer.value.token ?? '');
    await queries.invalidateQueries({ queryKey: networkQuery.queryKey });
  };
  const field = (name: DraftField, hint: boolean) => (
    <TextInput
      id={`${id}-${name}`}
      size="md"
      label={t(`networkField.${name}`)}
      description={hint ? t(`networkHint.${name}`) : undefined}
      value={draft[name]}
      spellCheck={false}
      autoCapitalize="none"
      error={bad.includes(name) ? t(`networkBad.${name}`) : null}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <form onSubmit={(event) => void look(event)} noValidate className={classes['stack']} aria-labelledby={`${id}-set`}>
      <h2 id={`${id}-set`}>{t('network.set')}</h2>
      <Modes
        legend={t('network.ipv4')}
        modes={network.can.dhcp || draft.mode4 === 'dhcp' ? ['dhcp', 'fixed'] : ['fixed']}
        value={draft.mode4}
        onChange={(mode4) => change({ mode4 })}
      />
      {draft.mode4 === 'fixed' && field('address4', true)}
      {draft.mode4 === 'fixed' && field('gateway4', true)}
      <Modes
        legend={t('network.ipv6')}
        modes={['auto', 'fixed']}
        value={draft.mode6}
        onChange={(mode6) => change({ mode6 })}
      />
      {draft.mode6 === 'fixed' && field('address6', true)}
      {draft.mode6 === 'fixed' && field('gateway6', true)}
      {network.can.nameServers && field('nameServers', true)}
      {network.can.vlan && field('vlan', true)}
      {problem !== '' && (
        <p role="alert" className={classes['problem']}>
          {problem}
        </p>
      )}
      {looked === null ? (
        <Button type="submit" size="lg" fullWidth loading={busy}>
          {t('actions.preview')}
        </Button>
      ) : (
        <NetworkPreview preview={looked.preview} busy={busy} onTry={() => void begin(looked.wish)} />
      )}
    </form>
  );
}

function Modes<M extends 'auto' | 'dhcp' | 'fixed'>(props: {
  legend: string;
  modes: readonly M[];
  value: M;
  onChange: (mode: M) => void;
}) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={classes['modes']}>
      <legend>{props.legend}</legend>
      {props.modes.map((mode) => (
        <label key={mode}>
          <input type="radio" name={name} checked={props.value === mode} onChange={() => props.onChange(mode)} />
          {t(`networkMode.${mode as 'auto' | 'dhcp' | 'fixed'}`)}
        </label>
      ))}
    </fieldset>
  );
}
