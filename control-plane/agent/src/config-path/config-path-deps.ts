import type { Result } from '@omamori/contract/result';
import type { TrustedKeys } from '@omamori/contract/signed-document';
import type { Clock } from '../platform/clock.ts';
import type { FileDoor } from '../platform/durable-file.ts';
import type { Log } from '../platform/log.ts';
import type { Machine } from './actuate/machine.ts';
import type { TakeBundle } from './bundle/bundle-trial.ts';
import type { LocalExceptions } from './inbox/local-exceptions.ts';
import type { Policy, TargetContext } from './plan/make-target.ts';
import type { ProbationProbes } from './probation/hold-probation.ts';
import type { ReportLink } from './report/state-reporter.ts';

export interface ConfigPathDeps {
  readonly appliance: string;
  readonly dataDir: string;
  readonly trustedKeys: TrustedKeys;
  readonly centerAddresses: readonly string[];
  /** MACs of the box and the router, which no document may isolate; null while the router is not known. */
  readonly neverIsolated: () => Promise<readonly string[] | null>;
  readonly probes: ProbationProbes;
  readonly target: TargetContext;
  readonly machine: Machine;
  readonly knowsCountry: (country: string) => boolean;
  readonly link: ConfigLink;
  readonly clock: Clock;
  readonly log: Log;
  /** The engine's own count of rules, null before it is up. */
  readonly rulesLoaded: () => number | null;
  /** Told which policy is in force, at the start and at each change. */
  readonly onPolicy?: (policy: Policy) => void;
  /** Timed exceptions made at the box, beside the center's document. */
  readonly local?: LocalExceptions;
  readonly driftCheckMs?: number;
  /** For tests: another disk. */
  readonly files?: FileDoor;
}

/** The part of the mqtt-link that this path uses; `MqttLink` fits. */
export type ConfigLink = ReportLink;

export interface ConfigView {
  /** 0 before the first applied document. */
  readonly version: number;
  readonly policy: Policy;
}

export interface ConfigPath {
  view(): ConfigView;
  /** Resolves when the pass that is due or under way has ended; for tests and an orderly stop. */
  settled(): Promise<void>;
  /** As a message on `desired`. */
  offer(bytes: Uint8Array): Promise<void>;
  /** Takes a bundle that arrived, in a pass of its own; the outcome is in the report as well. Errors: those of `take`, of the steps, BND_OFFER_*. */
  offerBundle(take: TakeBundle): Promise<Result<void>>;
  stop(): Promise<void>;
}
