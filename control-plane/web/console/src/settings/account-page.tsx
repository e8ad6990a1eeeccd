import { usePageTitle } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ownSessionsKey } from '../api/people.ts';
import { sessionKey } from '../api/queries.ts';
import { usePerson } from '../api/use-person.ts';
import { ScopeWords } from '../people/scope-words.tsx';
import { DisplaySection } from './display-section.tsx';
import { FactorSection } from './factor-section.tsx';
import { PasswordForm } from './password-form.tsx';
import { SessionList } from './session-list.tsx';
import classes from './settings.module.css';

export function AccountPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const person = usePerson();
  const [changed, setChanged] = useState(false);
  usePageTitle(t('account.title'), t('product'));
  if (person === undefined) return null;
  const look = () => {
    void queries.invalidateQueries({ queryKey: ownSessionsKey });
    void queries.invalidateQueries({ queryKey: sessionKey });
  };
  return (
    <div className={classes['page']}>
      <h1>{t('account.title')}</h1>
      <dl className={classes['facts']}>
        <div>
          <dt>{t('people.displayName')}</dt>
          <dd>{person.displayName}</dd>
        </div>
        <div>
          <dt>{t('people.name')}</dt>
          <dd>{person.name}</dd>
        </div>
        <div>
          <dt>{t('people.role')}</dt>
          <dd>
            {t(`role.${person.role}`)} <span className={classes['hint']}>{t(`roleHint.${person.role}`)}</span>
          </dd>
        </div>
        <div>
          <dt>{t('people.scope')}</dt>
          <dd>
            <ScopeWords scope={person.scope} />
          </dd>
        </div>
      </dl>
      <Section title={t('account.display')}>
        <DisplaySection />
      </Section>
      <Section title={t('account.sessions')}>
        <SessionList />
      </Section>
      <Section title={t('account.password')}>
        <p className={classes['hint']}>{t('account.passwordEffect')}</p>
        <div role="status">{changed && <p>{t('account.passwordChanged')}</p>}</div>
        <PasswordForm
          onDone={() => {
            setChanged(true);
            look();
          }}
        />
      </Section>
      <Section title={t('account.factor')}>
        <FactorSection on={person.secondFactor} onDone={look} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes['card']} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
