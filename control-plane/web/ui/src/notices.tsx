import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

/** Nothing to show: why, and one next step. */
export function EmptyState({ title, reason, action }: { title: string; reason: ReactNode; action?: ReactNode }) {
  return (
    <div className="om-notice">
      <h2>{title}</h2>
      <p>{reason}</p>
      {action}
    </div>
  );
}

export interface ErrorStateProps {
  title: string;
  sentence: string;
  code: string;
  retry?: { word: string; onRetry: () => void };
}

/** What failed, in a sentence, with its code and the way on. */
export function ErrorState({ title, sentence, code, retry }: ErrorStateProps) {
  return (
    <div className="om-notice" data-tone="danger" role="alert">
      <h2>{title}</h2>
      <p>{sentence}</p>
      <p className="om-notice-code om-mono">{code}</p>
      {retry !== undefined && <Button onClick={retry.onRetry}>{retry.word}</Button>}
    </div>
  );
}
