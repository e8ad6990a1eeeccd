import { Button, Modal, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isConversion } from '../keys/key-guard.ts';
import keyClasses from '../shell/shell.module.css';
import type { Entry } from './find-entries.ts';
import classes from './palette.module.css';
import { useEntries } from './use-entries.ts';

/** Ctrl or Cmd with K, from anywhere, also while something is written; not while Japanese is being converted. */
export function Palette({ onKeyHelp }: { onKeyHelp: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const wanted = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'k';
      if (!wanted || isConversion(event)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Button variant="default" size="compact-sm" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('actions.goTo')}
        <kbd className={keyClasses['key']}>{t('keyName.Ctrl+k')}</kbd>
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t('palette.title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('actions.close') }}
        transitionProps={{ duration: 0 }}
      >
        <Search onKeyHelp={onKeyHelp} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Search({ onKeyHelp, onDone }: { onKeyHelp: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const list = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const entries = useEntries(text, onKeyHelp);
  const chosen = Math.min(at, entries.length - 1);
  const take = (entry: Entry | undefined) => {
    if (entry === undefined) return;
    onDone();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isConversion(event.nativeEvent)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      setAt((chosen + step + entries.length) % entries.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(entries[chosen]);
    }
  };
  return (
    <div className={classes['search']}>
      <TextInput
        data-autofocus
        size="md"
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded={entries.length > 0}
        aria-controls={list}
        aria-activedescendant={entries.length > 0 ? `${list}-${chosen}` : undefined}
        aria-autocomplete="list"
        placeholder={t('palette.placeholder')}
        maxLength={120}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={list} role="listbox" aria-label={t('palette.title')} className={classes['list']}>
        {entries.map((entry, index) => (
          <Line
            key={entry.id}
            id={`${list}-${index}`}
            entry={entry}
            chosen={index === chosen}
            onTake={() => take(entry)}
          />
        ))}
      </div>
      <p role="status" className={classes['none']}>
        {entries.length === 0 && t('palette.none')}
      </p>
    </div>
  );
}

/** Reached by the arrows of the field above; the pointer works as well. */
function Line(props: { id: string; entry: Entry; chosen: boolean; onTake: () => void }) {
  const { id, entry, chosen, onTake } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys, as ARIA's combobox pattern says
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={classes['line']}
      ref={(element) => {
        if (chosen) element?.scrollIntoView({ block: 'nearest' });
      }}
      onClick={onTake}
    >
      <span>{entry.label}</span>
      <span className={classes['kind']}>{entry.kind}</span>
    </div>
  );
}
