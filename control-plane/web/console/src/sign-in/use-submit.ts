import type { Answer, RequestError } from '@omamori/ui';
import { type FormEvent, useState } from 'react';

/** One request at a time, its refusal kept for the form until the next try. */
export function useSubmit<T>(ask: () => Promise<Answer<T>>, onDone: (value: T) => void | Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<RequestError | null>(null);
  const send = async () => {
    setBusy(true);
    const answer = await ask();
    setBusy(false);
    setRefused(answer.ok ? null : answer.error);
    if (answer.ok) await onDone(answer.value);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void send();
  };
  return { busy, refused, onSubmit, setRefused };
}
