import type { AdminCheck } from '@omamori/contract/admin-install';
import { StateWord, type Tone } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { NEXT, SAID } from './install-steps.ts';
import classes from './page.module.css';

const TONES: Readonly<Record<AdminCheck['verdict'], Tone>> = { ok: 'ok', look: 'warn', unknown: 'quiet' };

/** One answer: how it stands, in a sentence, and what to do next. */
export function CheckItem({ check }: { check: AdminCheck }) {
  const { t, i18n } = useTranslation();
  const next = `${NEXT[check.id]}.${check.word}`;
  return (
    <li data-verdict={check.verdict}>
      <StateWord tone={TONES[check.verdict]} word={t(`installVerdict.${check.verdict}`)} />
      <p>{t(`${SAID[check.id]}.${check.word}`, check.facts)}</p>
      {i18n.exists(next) && <p className={classes['next']}>{t(next, check.facts)}</p>}
    </li>
  );
}
