// A question to one box and its answer: sent once, waited for with an end. Nothing is kept: who asked and was not
// answered asks again.
import { type CommandResult, unpackResult } from '@omamori/contract/command';
import { err, ok, type Result } from '@omamori/contract/result';
import { topicOf } from '@omamori/contract/topics';
import type { MqttLinkOfCenter } from '../../mqtt-link/mqtt-link.ts';

/** Questions under way; each is held for {@link PATIENCE_MS} at most. */
const MOST_WAITING = 64;
const PATIENCE_MS = 20_000;
const MAX_PAYLOAD_BYTES = 1024 * 1024;

export interface Question {
  readonly appliance: string;
  readonly id: string;
  /** The signed document as it is sent. */
  readonly document: string;
}

interface Waiting {
  readonly appliance: string;
  readonly settle: (answer: Result<CommandResult>) => void;
}

export class BoxQuestions {
  readonly #link: Pick<MqttLinkOfCenter, 'publish'>;
  readonly #patienceMs: number;
  readonly #waiting = new Map<string, Waiting>();

  constructor(link: Pick<MqttLinkOfCenter, 'publish'>, patienceMs = PATIENCE_MS) {
    this.#link = link;
    this.#patienceMs = patienceMs;
  }

  /** Errors: CTR_BOX_LATE, CTR_QUESTIONS_FULL, those of the link. */
  async ask({ appliance, id, document }: Question): Promise<Result<CommandResult>> {
    if (this.#waiting.size >= MOST_WAITING) return err('CTR_QUESTIONS_FULL', 'Too many boxes are being asked already.');
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<Result<CommandResult>>((resolve) => {
      this.#waiting.set(id, { appliance, settle: resolve });
      timer = setTimeout(() => resolve(err('CTR_BOX_LATE', 'The box did not answer in time.')), this.#patienceMs);
      timer.unref();
    });
    const sent = await this.#link.publish(topicOf(appliance, 'command'), document, { retain: false });
    const answer = sent.ok ? await answered : sent;
    clearTimeout(timer);
    this.#waiting.delete(id);
    return answer;
  }

  /** An answer nobody waits for any more is nothing. Errors: CTR_MESSAGE_INVALID, CTR_APPLIANCE_MISMATCH. */
  answered(appliance: string, payload: Uint8Array): Result<void> {
    if (payload.byteLength > MAX_PAYLOAD_BYTES) return err('CTR_MESSAGE_INVALID', 'The answer of a box is too long.');
    const result = unpackResult(payload);
    if (!result.ok)
      return err('CTR_MESSAGE_INVALID', 'The answer of a box cannot be read.', { cause: result.error.code });
    const waiting = this.#waiting.get(result.value.id);
    if (result.value.appliance !== appliance || (waiting !== undefined && waiting.appliance !== appliance)) {
      return err('CTR_APPLIANCE_MISMATCH', 'An answer names another box than its topic.');
    }
    waiting?.settle(ok(result.value));
    return ok(undefined);
  }

  /** Whoever still waits is told. */
  close(): void {
    for (const { settle } of this.#waiting.values()) settle(err('CTR_BOX_LATE', 'The center is being stopped.'));
  }
}
