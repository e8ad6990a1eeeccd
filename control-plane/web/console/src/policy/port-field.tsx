import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';
import type { LineProblems, PortLine } from './policy-draft.ts';

interface PortFieldProps {
  lines: readonly PortLine[];
  problems: LineProblems;
  onChange: (lines: readonly PortLine[]) => void;
}

/** Services inside that are closed to the outside, each with who may still come in. */
export function PortField({ lines, problems, onChange }: PortFieldProps) {
  const { t, i18n } = useTranslation();
  const change = (key: number, part: Partial<PortLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const add = () =>
    onChange([
      ...lines,
      { key: Math.max(-1, ...lines.map((line) => line.key)) + 1, protocol: 'tcp', port: '', allow: '' },
    ]);
  const nameOf = (line: PortLine) => (i18n.exists(`service.${line.port}`) ? t(`service.${line.port}`) : '');
  return (
    <fieldset className={classes['field']}>
      <legend>{t('policy.ports')}</legend>
      <p className={classes['hint']}>{t('policy.portsHint')}</p>
      {lines.map((line) => {
        const problem = problems.get(line.key);
        return (
          <div key={line.key} className={classes['port']}>
            <NativeSelect
              label={t('policy.protocol')}
              data={['tcp', 'udp'].map((value) => ({ value, label: value.toUpperCase() }))}
              value={line.protocol}
              onChange={(event) => change(line.key, { protocol: event.currentTarget.value === 'udp' ? 'udp' : 'tcp' })}
            />
            <TextInput
              label={t('policy.port')}
              inputMode="numeric"
              value={line.port}
              error={problem === 'port' || problem === 'twice' ? t(`policy.problem.${problem}`) : null}
              onChange={(event) => change(line.key, { port: event.currentTarget.value.trim() })}
            />
            <TextInput
              label={nameOf(line) === '' ? t('policy.allow') : t('policy.allowFor', { name: nameOf(line) })}
              description={t('policy.allowHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={line.allow}
              error={problem === 'allow' ? t('policy.problem.allow') : null}
              onChange={(event) => change(line.key, { allow: event.currentTarget.value })}
            />
            <Button
              variant="default"
              aria-label={t('policy.removePort', { port: line.port })}
              onClick={() => onChange(lines.filter((one) => one.key !== line.key))}
            >
              {t('actions.remove')}
            </Button>
          </div>
        );
      })}
      <Button variant="default" onClick={add} className={classes['start'] ?? ''}>
        {t('actions.addPort')}
      </Button>
    </fieldset>
  );
}
