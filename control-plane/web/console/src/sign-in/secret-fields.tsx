import { PasswordInput, TextInput } from '@mantine/core';
import type { RequestError } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../api/use-error-words.ts';
import classes from './sign-in.module.css';

interface FieldProps {
  label: string;
  hint?: string;
  value: string;
  error?: string | null;
  autoFocus?: boolean;
  onChange: (value: string) => void;
}

/** A password that can be pasted and looked at. `purpose` tells password managers what it is. */
export function PasswordField({ hint, purpose, onChange, ...field }: FieldProps & { purpose: 'current' | 'new' }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      {...field}
      size="md"
      description={hint}
      required
      withAsterisk={false}
      maxLength={256}
      autoComplete={`${purpose}-password`}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0, 'aria-hidden': false }}
    />
  );
}

/** Six digits of the app; a recovery code fits too. */
export function CodeField({ hint, onChange, ...field }: FieldProps) {
  return (
    <TextInput
      {...field}
      size="md"
      description={hint}
      required
      withAsterisk={false}
      maxLength={40}
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function NameField({ hint, onChange, ...field }: FieldProps) {
  return (
    <TextInput
      {...field}
      size="md"
      description={hint}
      required
      withAsterisk={false}
      maxLength={120}
      autoComplete="username"
      autoCapitalize="off"
      spellCheck={false}
      inputMode="email"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What the center refused, in words, with its code. */
export function Refusal({ error }: { error: RequestError | null }) {
  const { t } = useTranslation();
  const sentence = useErrorWords();
  if (error === null) return null;
  const locked = error.status === 429 && error.retryAfter !== null;
  return (
    <p role="alert" className={classes['refusal']}>
      {locked ? t('signIn.locked', { n: error.retryAfter }) : sentence(error)}{' '}
      <span className="om-mono">{error.code}</span>
    </p>
  );
}
