import type { StoredDetection } from '@omamori/contract/console-api';
import { Choice, CopyButton } from '@omamori/ui';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCopyWords, useNumber } from '../api/use-words.ts';
import { decodeBase64, hexLines, printableText } from './decode-evidence.ts';
import classes from './incident.module.css';
import { readPayload } from './read-payload.ts';
import { ScrollBox } from './scroll-box.tsx';

type Evidence = NonNullable<StoredDetection['detection']['evidence']>;

/** The bytes that were seen, as text or hex, with the fields worth reading above them. */
export function EvidenceView({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation();
  const number = useNumber();
  const words = useCopyWords();
  const bytes = useMemo(() => decodeBase64(evidence.base64), [evidence.base64]);
  const [form, setForm] = useState<'text' | 'hex'>(evidence.kind === 'packet' ? 'hex' : 'text');
  const facts = Object.entries(evidence.facts);
  const readable = useMemo(() => (bytes === null ? null : readPayload(bytes, evidence.kind)), [bytes, evidence.kind]);
  const text = bytes === null ? '' : printableText(bytes);
  const hex = useMemo(() => (bytes === null ? [] : hexLines(bytes)), [bytes]);
  const hexText = hex.map((line) => `${line.offset}  ${line.hex.padEnd(47)}  ${line.text}`).join('\n');
  return (
    <div className={classes['evidence']}>
      {facts.length > 0 && (
        <dl className={classes['facts']}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="om-mono">{name}</dt>
              <dd className="om-mono">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {readable !== null && (
        <section aria-label={t('evidence.readable')} className={classes['readable']}>
          <h3>{t(`evidence.read.${readable.kind}`)}</h3>
          <dl className={classes['facts']}>
            {readable.fields.map(({ name, value }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice
              <div key={`${name} ${index}`}>
                <dt className="om-mono">{name}</dt>
                <dd className="om-mono">{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {bytes === null && <p>{t('incident.brokenEvidence')}</p>}
      {bytes !== null && bytes.length > 0 && (
        <>
          <div className={classes['evidenceHead']}>
            <h3>{t(`evidence.${evidence.kind}`, { n: number(bytes.length) })}</h3>
            <Choice
              label={t('evidence.form')}
              value={form}
              onChoose={setForm}
              options={[
                { value: 'text', word: t('evidence.text') },
                { value: 'hex', word: t('evidence.hex') },
              ]}
            />
            <CopyButton value={form === 'text' ? text : hexText} of={t('evidence.bytes')} words={words} />
          </div>
          <ScrollBox label={t('evidence.bytes')} wraps={form === 'text'}>
            {form === 'text' ? text : hexText}
          </ScrollBox>
        </>
      )}
    </div>
  );
}
