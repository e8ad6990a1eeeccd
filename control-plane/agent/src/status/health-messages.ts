import { healthSchema } from '@omamori/contract/health';
import type { Result } from '@omamori/contract/result';
import { readHealth } from './read-status.ts';
import type { StatusSources } from './status-sources.ts';

export interface HealthMessages {
  /** Sends at once: a change of protection, a link that is back. */
  send(): void;
  stop(): void;
}

export interface HealthLink {
  publish(channel: 'health', payload: string): Promise<Result<void>>;
}

const EVERY_MS = 20_000;

/** A message that cannot be sent is not kept: the next one says more. `onProblem` gets what is worth a log line. */
export function startHealthMessages(
  sources: StatusSources,
  link: HealthLink,
  onProblem: (problem: unknown) => void,
  everyMs = EVERY_MS,
): HealthMessages {
  const send = () => {
    const message = healthSchema.safeParse(readHealth(sources));
    if (!message.success) return onProblem(message.error);
    return void link.publish('health', JSON.stringify(message.data)).then((sent) => {
      if (!sent.ok) onProblem(sent.error);
    });
  };
  const timer = setInterval(send, everyMs);
  timer.unref();
  return { send, stop: () => clearInterval(timer) };
}
