// policy → compose → sign → roll out → (MQTT, box) → convergence, read top to bottom. A change commits first, then
// wakes the roll-out; what was not sent or not heard of is sent again by the timer, at birth and at start.
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type ReportAck, stateReportSchema } from '@omamori/contract/state-report';
import { topicOf } from '@omamori/contract/topics';
import type { Log } from '../log.ts';
import type { MqttLinkOfCenter } from '../mqtt-link/mqtt-link.ts';
import type { Settings } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { createPolicyDesk, type PolicyDesk } from './edit-policy.ts';
import { ensurePolicy, readEnded, recompose, recordReport } from './policy-store.ts';
import { BoxQuestions } from './replay/ask-box.ts';
import { endLocalException } from './replay/end-local.ts';
import { releaseSource } from './replay/release-source.ts';
import { replayPreview } from './replay/replay-preview.ts';
import { readDue, rollOut } from './rollout/roll-out.ts';
import { Rollouts } from './rollout/wake-rollouts.ts';
import { createIssuer } from './sign/issue-document.ts';

const LOOK_EVERY_MS = 5_000;
const MAX_REPORT_BYTES = 256 * 1024;

export interface ConfigPathOptions {
  readonly db: Database;
  readonly link: Pick<MqttLinkOfCenter, 'publish'>;
  readonly settings: Pick<Settings, 'dataDir' | 'signingKeyFile' | 'protectedDestinations' | 'defaultPolicy' | 'fleet'>;
  readonly now: () => number;
  readonly log: Log;
  /** The appliance's version or convergence changed. */
  readonly onChange: (appliance: string) => void;
}

export interface ConfigPath extends PolicyDesk {
  /** The box says it is there: it is sent what it shall be, whatever the broker remembers. */
  applianceBorn(appliance: string): Promise<void>;
  /** Errors: CTR_MESSAGE_INVALID, CTR_APPLIANCE_MISMATCH, CTR_APPLIANCE_UNKNOWN. */
  reported(appliance: string, payload: Uint8Array): Promise<Result<void>>;
  /** The answer to a command. Errors: CTR_MESSAGE_INVALID, CTR_APPLIANCE_MISMATCH. */
  commandAnswered(appliance: string, payload: Uint8Array): Result<void>;
  /** One look at what is due, and its end; the timer calls it, and tests. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** A key that cannot be read stops the roll-outs and says so, not the center: watching goes on. */
export async function startConfigPath(options: ConfigPathOptions): Promise<ConfigPath> {
  const room = new Room(options);
  for (const { appliance } of options.settings.fleet) await room.enrol(appliance);
  const timer = setInterval(() => void room.look(), LOOK_EVERY_MS);
  timer.unref();
  room.wakeAll();
  return {
    applianceBorn: (appliance) => room.born(appliance),
    reported: (appliance, payload) => room.reported(appliance, payload),
    ...room.desk,
    commandAnswered: (appliance, payload) => room.questions.answered(appliance, payload),
    look: () => room.look(),
    close: async () => {
      clearInterval(timer);
      await room.stop();
    },
  };
}

class Room {
  readonly desk: PolicyDesk;
  readonly questions: BoxQuestions;
  readonly #options: ConfigPathOptions;
  readonly #rollouts: Rollouts;
  #looking: Promise<void> | undefined;

  constructor(options: ConfigPathOptions) {
    this.#options = options;
    const { db, link, now, log, settings } = options;
    const signingKeyFile = settings.signingKeyFile ?? join(settings.dataDir, 'signing-key.pem');
    const { protectedDestinations } = settings;
    const issuer = createIssuer({ signingKeyFile, protectedDestinations, now });
    this.questions = new BoxQuestions(link);
    const replayDeps = { db, questions: this.questions, issuer, protectedDestinations, now };
    this.#rollouts = new Rollouts((appliance) => rollOut({ db, link, issuer, now }, appliance), log);
    this.desk = createPolicyDesk({
      ...{ db, settings, now, onChanged: (appliance) => this.#changed(appliance) },
      replay: (appliance, policy) => replayPreview(replayDeps, appliance, policy),
      endLocalException: (appliance, id) => endLocalException(replayDeps, appliance, id),
      releaseSource: (appliance, source) => releaseSource(replayDeps, appliance, source),
    });
  }

  #changed(appliance: string): void {
    this.#rollouts.wake(appliance);
    this.#options.onChange(appliance);
  }

  async enrol(appliance: string): Promise<void> {
    const { db, settings, now } = this.#options;
    const at = new Date(now());
    // The settings may have moved the box to another company, an earlier version may have stored another form.
    if (await ensurePolicy(db, appliance, settings.defaultPolicy, at)) return;
    await recompose(db, appliance, 'layers', at);
  }

  wakeAll(): void {
    for (const { appliance } of this.#options.settings.fleet) this.#rollouts.wake(appliance);
  }

  async born(appliance: string): Promise<void> {
    await this.enrol(appliance);
    this.#rollouts.wake(appliance);
  }

  look(): Promise<void> {
    this.#looking ??= this.#pass().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #pass(): Promise<void> {
    const { db, now, log } = this.#options;
    await this.#rollouts.settled(); // what is on its way is not due
    try {
      await this.#endTimed();
      for (const appliance of await readDue(db, now())) this.#rollouts.wake(appliance);
    } catch (thrown) {
      log.error({ code: 'CTR_ROLLOUT_FAILED', cause: causeOf(thrown) }, 'roll-outs wait for the database');
    }
    await this.#rollouts.settled();
  }

  /** The boxes end exceptions and isolations by themselves; their documents follow. */
  async #endTimed(): Promise<void> {
    const { db, now } = this.#options;
    const at = new Date(now());
    for (const appliance of await readEnded(db, at)) {
      if ((await recompose(db, appliance, 'ended', at)).changed) this.#changed(appliance);
    }
  }

  async stop(): Promise<void> {
    this.questions.close();
    await this.#rollouts.stop();
    await this.#looking;
  }

  async reported(appliance: string, payload: Uint8Array): Promise<Result<void>> {
    const report = readReport(appliance, payload);
    if (!report.ok) return report;
    const recorded = await recordReport(this.#options.db, report.value, new Date(this.#options.now()));
    if (!recorded.ok) return recorded;
    if (recorded.value.passed) {
      this.#options.log.warn({ code: 'CTR_VERSION_PASSED', appliance }, 'the box was ahead; the center goes on above');
      this.#rollouts.wake(appliance);
    }
    // Not waited for: a box that hears no acknowledgement reports again.
    if (report.value.reportId !== undefined) void this.#acknowledge(appliance, report.value.reportId);
    this.#options.onChange(appliance);
    return ok(undefined);
  }

  /** Committed, and only then: with this the box's probation proves the center and not only the broker. */
  async #acknowledge(appliance: string, reportId: string): Promise<void> {
    const { link, log } = this.#options;
    const ack: ReportAck = { v: 1, kind: 'report', reportId };
    const sent = await link.publish(topicOf(appliance, 'ack'), JSON.stringify(ack), { retain: false });
    if (!sent.ok) log.warn({ code: sent.error.code, appliance }, sent.error.message);
  }
}

function readReport(appliance: string, payload: Uint8Array) {
  if (payload.byteLength > MAX_REPORT_BYTES) return err('CTR_MESSAGE_INVALID', 'A report of a box is too long.');
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (thrown) {
    return err('CTR_MESSAGE_INVALID', 'A report of a box cannot be read.', { cause: causeOf(thrown) });
  }
  const parsed = stateReportSchema.safeParse(content);
  if (!parsed.success) return err('CTR_MESSAGE_INVALID', 'A report of a box does not have the agreed form.');
  if (parsed.data.appliance !== appliance) {
    return err('CTR_APPLIANCE_MISMATCH', 'A report names another box than its topic.');
  }
  return ok(parsed.data);
}
