import type { BuildReport } from '@omamori/bundle/build-report';
import type { BundleManifest } from '@omamori/bundle/manifest';
import type { BundleOrder } from '@omamori/contract/bundle-delivery';
import type { RolloutFinding, RolloutState } from '@omamori/contract/console-api/bundles';
import type { ReplayReport } from '@omamori/contract/replay-report';
import type { ColumnType, Generated } from 'kysely';
import type { Json, NullableTime, Time } from './database.ts';

type Filled<T> = ColumnType<T, T | undefined, T>;

/** A verified bundle; its files lie in `bundle_piece` by checksum, shared by all bundles that have them. */
export interface BundleTable {
  version: string;
  date: string;
  manifest: Json<BundleManifest>;
  manifest_sha256: string;
  manifest_bytes: number;
  /** Null for a bundle that was built before reports were. */
  report: Json<BuildReport> | null;
  added_at: Time;
  added_by: string;
}

export interface BundlePieceTable {
  sha256: string;
  number: number;
  /** zstd. */
  packed: Buffer;
  /** When a bundle last needed it to be here. */
  added_at: Filled<Date>;
}

export interface BundleRolloutTable {
  version: string;
  state: RolloutState;
  /** From 0: how many rings are open. */
  ring: Filled<number>;
  /** How many boxes have it when the ring is whole, ascending. */
  rings: Json<number[]>;
  soak_minutes: number;
  started_at: Time;
  started_by: string;
  ring_since: Time;
  state_at: Time;
  /** Null: the center stopped it by itself. */
  state_by: string | null;
  reason: string | null;
  findings: Json<RolloutFinding[]>;
}

/** What a box was like before the bundle; rates are by the hour. */
export interface BoxMeasures {
  readonly blocksPerHour: number;
  readonly memoryBytes: number | null;
  readonly waitMs: number | null;
}

export interface BundleBoxTable {
  version: string;
  appliance: string;
  ring: number;
  ordered_at: NullableTime;
  attempt: Filled<number>;
  applied_at: NullableTime;
  /** Code of why it is not in force there. */
  failed: string | null;
  baseline: Json<BoxMeasures> | null;
  /** A person said "go on" after it had been found worse: it is not judged again. */
  accepted: Filled<boolean>;
}

/** The order as it stands retained on the topic of a box. */
export interface BundleOrderTable {
  appliance: string;
  content: Json<Pick<BundleOrder, 'wanted' | 'withdrawn' | 'dryRun'>>;
  issued_at: Time;
  published_at: NullableTime;
}

export interface BundleNoteTable {
  id: Generated<number>;
  version: string | null;
  at: Time;
  actor: string | null;
  /** taken, refused, started, ring, stopped, paused, resumed, withdrawn, done */
  kind: string;
  text: string | null;
}

export interface BundleDryRunTable {
  id: string;
  version: string;
  appliance: string;
  asked_at: Time;
  asked_by: string;
  answered_at: NullableTime;
  code: string | null;
  report: Json<ReplayReport> | null;
}

export interface BundleTables {
  bundle: BundleTable;
  bundle_piece: BundlePieceTable;
  bundle_rollout: BundleRolloutTable;
  bundle_box: BundleBoxTable;
  bundle_order: BundleOrderTable;
  bundle_note: BundleNoteTable;
  bundle_dry_run: BundleDryRunTable;
}
