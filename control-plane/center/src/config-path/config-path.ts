// policy → compose → sign → roll out → (MQTT, box) → convergence, read top to bottom. A change commits first, then
// wakes the roll-out; what was not sent or not heard of is sent again by the timer, at birth and at start.
import { join } from 'node:path';
import type { PolicyAnswer, PolicyPreview } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { stateReportSchema } from '@omamori/contract/state-report';
import type { Log } from '../log.ts';
import type { MqttLinkOfCenter } from '../mqtt-link/mqtt-link.ts';
import type { Settings } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { wordPolicyChange } from '../wording/word-policy-change.ts';
import { checkPolicy, checkProtected } from './compose/check-policy.ts';
import { comparePolicies } from './compose/compare-policies.ts';
import { countTouched } from './compose/count-touched.ts';
import { warnOfPolicy } from './compose/warn-of-policy.ts';
import { changePolicy, ensurePolicy, readPolicy, recordReport } from './policy-store.ts';
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

export interface ConfigPath {
  /** The box says it is there: it is sent what it shall be, whatever the broker remembers. */
  applianceBorn(appliance: string): Promise<void>;
  /** Errors: CTR_MESSAGE_INVALID, CTR_APPLIANCE_MISMATCH, CTR_APPLIANCE_UNKNOWN. */
  reported(appliance: string, payload: Uint8Array): Promise<Result<void>>;
  policyOf(appliance: string): Promise<Result<PolicyAnswer>>;
  /** What the change would do. A policy that would be refused comes back with the refusal among its problems. */
  preview(appliance: string, policy: Policy): Promise<Result<PolicyPreview>>;
  /** Errors: CTR_POLICY_STALE, CTR_POLICY_INVALID, CTR_POLICY_UNPROTECTED, CTR_APPLIANCE_UNKNOWN. */
  setPolicy(appliance: string, policy: Policy, basedOn: number, actor: string): Promise<Result<PolicyAnswer>>;
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
    policyOf: (appliance) => readPolicy(options.db, appliance),
    preview: (appliance, policy) => room.preview(appliance, policy),
    setPolicy: (appliance, policy, basedOn, actor) => room.setPolicy(appliance, policy, basedOn, actor),
    look: () => room.look(),
    close: async () => {
      clearInterval(timer);
      await room.stop();
    },
  };
}

class Room {
  readonly #options: ConfigPathOptions;
  readonly #rollouts: Rollouts;
  #looking: Promise<void> | undefined;

  constructor(options: ConfigPathOptions) {
    this.#options = options;
    const { db, link, now, log, settings } = options;
    const signingKeyFile = settings.signingKeyFile ?? join(settings.dataDir, 'signing-key.pem');
    const issuer = createIssuer({ signingKeyFile, protectedDestinations: settings.protectedDestinations, now });
    this.#rollouts = new Rollouts((appliance) => rollOut({ db, link, issuer, now }, appliance), log);
  }

  async enrol(appliance: string): Promise<void> {
    const { db, settings, now } = this.#options;
    await ensurePolicy(db, appliance, settings.defaultPolicy, new Date(now()));
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
      for (const appliance of await readDue(db, now())) this.#rollouts.wake(appliance);
    } catch (thrown) {
      log.error({ code: 'CTR_ROLLOUT_FAILED', cause: causeOf(thrown) }, 'roll-outs wait for the database');
    }
    await this.#rollouts.settled();
  }

  async stop(): Promise<void> {
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
    this.#options.onChange(appliance);
    return ok(undefined);
  }

  async preview(appliance: string, policy: Policy): Promise<Result<PolicyPreview>> {
    const { db, now, settings } = this.#options;
    const current = await readPolicy(db, appliance);
    if (!current.ok) return current;
    const refusals = [checkPolicy(policy), checkProtected(settings.protectedDestinations)];
    const changes = comparePolicies(current.value.policy, policy);
    return ok({
      sentences: {
        ja: changes.map((change) => wordPolicyChange(change, 'ja')),
        en: changes.map((change) => wordPolicyChange(change, 'en')),
      },
      touched: await countTouched(db, appliance, current.value.policy, policy, now()),
      problems: [
        ...refusals.flatMap((checked) =>
          checked.ok ? [] : [{ code: checked.error.code, message: checked.error.message }],
        ),
        ...(await warnOfPolicy(policy, settings.protectedDestinations)),
      ],
    });
  }

  async setPolicy(appliance: string, policy: Policy, basedOn: number, actor: string): Promise<Result<PolicyAnswer>> {
    const { db, now, settings, onChange } = this.#options;
    for (const checked of [checkPolicy(policy), checkProtected(settings.protectedDestinations)]) {
      if (!checked.ok) return checked;
    }
    const changed = await changePolicy(db, { appliance, policy, basedOn, actor, now: new Date(now()) });
    if (!changed.ok) return changed;
    if (changed.value.changed) {
      this.#rollouts.wake(appliance);
      onChange(appliance);
    }
    return await readPolicy(db, appliance);
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
