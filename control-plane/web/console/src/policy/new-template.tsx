import { Button, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { layerPath } from '../routing/routes.ts';
import { navigate } from '../routing/use-location.ts';
import classes from './policy.module.css';

const NAME = /^[a-z0-9][a-z0-9-]{0,38}$/;

/** A template is made with its first content: this only gives it a name and opens its page. */
export function NewTemplate({ taken }: { taken: readonly string[] }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const begin = (event: SyntheticEvent) => {
    event.preventDefault();
    if (taken.includes(name)) setProblem(t('layers.newTaken'));
    else if (NAME.test(name)) navigate(layerPath('template', name));
    else setProblem(t('layers.newInvalid'));
  };
  return (
    <form className={classes['newTemplate']} onSubmit={begin}>
      <TextInput
        label={t('layers.newName')}
        description={t('layers.newHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxLength={39}
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value.trim())}
      />
      <Button type="submit" variant="default">
        {t('actions.newTemplate')}
      </Button>
    </form>
  );
}
