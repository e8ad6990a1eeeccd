// What people may do with policies: look, try, set, and the short commands. Every change is checked with what a box
// would refuse before it is stored; the roll-out is woken after the commit.
import { randomBytes } from 'node:crypto';
import type {
  ExceptionCommand,
  IsolationCommand,
  LayerAnswer,
  PolicyAnswer,
  PolicyHistoryAnswer,
  PolicyLayer,
  PolicyPreview,
  ReleaseCommand,
  ReplayAnswer,
} from '@omamori/contract/console-api';
import type {
  LayerHistoryAnswer,
  LayerListAnswer,
  LayerPreview,
  LayerVersionAnswer,
  PolicyLayersAnswer,
  PolicyVersionAnswer,
} from '@omamori/contract/console-api/layers';
import type { Scope } from '@omamori/contract/console-api/people';
import type { Policy } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import type { Settings } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { checkSent, type SentCheck } from './compose/check-sent.ts';
import { completed } from './compose/own-layer.ts';
import { changeLayer, type LayerName, readLayer } from './layer-store.ts';
import { changePolicy, type PolicyEdit, readHistory, readPolicy } from './policy-store.ts';
import { previewLayer } from './preview-layer.ts';
import { previewPolicy } from './preview-policy.ts';
import { listLayers, readLayerHistory, readLayersOf, readLayerVersion, readPolicyVersion } from './read-layers.ts';

export interface PolicyDesk {
  policyOf(appliance: string): Promise<Result<PolicyAnswer>>;
  /** What the change would do. A policy that would be refused comes back with the refusal among its problems. */
  preview(appliance: string, policy: Policy): Promise<Result<PolicyPreview>>;
  /** Asks the box what of its stored traffic the change would have stopped. Errors: those of `replayPreview`. */
  replay(appliance: string, policy: Policy): Promise<Result<ReplayAnswer>>;
  /** Errors: CTR_POLICY_STALE, CTR_APPLIANCE_UNKNOWN, CTR_LAYERS_UNFIT, those of `checkSent`. */
  setPolicy(appliance: string, policy: Policy, basedOn: number, actor: string): Promise<Result<PolicyAnswer>>;
  /** Errors: as `setPolicy`, CTR_EXCEPTION_ENDED. */
  addException(appliance: string, command: ExceptionCommand, actor: string): Promise<Result<PolicyAnswer>>;
  /** Of a device that is isolated already the end and the reason change. Errors: as `setPolicy`, CTR_ISOLATION_ENDED. */
  isolate(appliance: string, command: IsolationCommand, actor: string): Promise<Result<PolicyAnswer>>;
  /** Errors: as `setPolicy`, CTR_NOT_ISOLATED. */
  release(appliance: string, command: ReleaseCommand, actor: string): Promise<Result<PolicyAnswer>>;
  /** Ends an exception made at the box itself. Errors: those of replay/end-local.ts. */
  endLocalException(appliance: string, id: string): Promise<Result<void>>;
  /** Asks the box to end a block of its flood guard. Errors: those of `releaseSource`. */
  releaseSource(appliance: string, source: string): Promise<Result<void>>;
  historyOf(appliance: string): Promise<Result<PolicyHistoryAnswer>>;
  /** Errors: CTR_APPLIANCE_UNKNOWN, CTR_VERSION_UNKNOWN. */
  versionOf(appliance: string, version: number | undefined): Promise<Result<PolicyVersionAnswer>>;
  layersOf(appliance: string): Promise<Result<PolicyLayersAnswer>>;
  listLayers(scope: Scope): Promise<LayerListAnswer>;
  layerOf(name: LayerName): Promise<Result<LayerAnswer>>;
  layerHistoryOf(name: LayerName): Promise<Result<LayerHistoryAnswer>>;
  /** Error: CTR_VERSION_UNKNOWN. */
  layerVersionOf(name: LayerName, version: number | undefined): Promise<Result<LayerVersionAnswer>>;
  /** What `setLayer` would do. A layer that would be refused comes back with the refusal among its problems. */
  previewLayer(name: LayerName, change: Omit<LayerChange, 'basedOn'>): Promise<Result<LayerPreview>>;
  /** Errors: CTR_POLICY_STALE, CTR_COMPANY_UNKNOWN, CTR_LAYERS_UNFIT, those of `checkSent`. */
  setLayer(name: LayerName, change: LayerChange, actor: string): Promise<Result<LayerAnswer>>;
}

export interface LayerChange {
  readonly layer: PolicyLayer;
  readonly basedOn: number;
  readonly template?: string | undefined;
}

export interface DeskOptions {
  readonly db: Database;
  readonly settings: Pick<Settings, 'protectedDestinations' | 'fleet'>;
  readonly now: () => number;
  /** The appliance has a new version. */
  readonly onChanged: (appliance: string) => void;
  readonly replay: PolicyDesk['replay'];
  readonly endLocalException: PolicyDesk['endLocalException'];
  readonly releaseSource: PolicyDesk['releaseSource'];
}

export function createPolicyDesk(options: DeskOptions): PolicyDesk {
  const { db, now } = options;
  const date = (): Date => new Date(now());
  const change = (edit: Omit<PolicyEdit, 'now'>) => changeAppliance(options, edit);
  return {
    policyOf: (appliance) => readPolicy(db, appliance, date()),
    preview: (appliance, policy) => previewPolicy(db, appliance, policy, checkOf(options, appliance)),
    replay: options.replay,
    endLocalException: options.endLocalException,
    releaseSource: options.releaseSource,
    setPolicy: (appliance, policy, basedOn, actor) =>
      change({ appliance, basedOn, actor, action: 'policy', reason: null, change: () => ok(policy) }),
    addException: (appliance, command, actor) => {
      const add = (own: Policy): Result<Policy> => withException(own, command, now());
      return change({ ...said(appliance, command, actor), action: 'exception', change: add });
    },
    isolate: (appliance, command, actor) => {
      const cutOff = (own: Policy): Result<Policy> => withIsolation(own, command, now());
      return change({ ...said(appliance, command, actor), action: 'isolation', change: cutOff });
    },
    release: (appliance, command, actor) => {
      const reconnect = (own: Policy): Result<Policy> => withRelease(own, command);
      return change({ ...said(appliance, command, actor), action: 'release', change: reconnect });
    },
    historyOf: (appliance) => readHistory(db, appliance),
    versionOf: (appliance, version) => readPolicyVersion(db, appliance, version, date()),
    layersOf: (appliance) => readLayersOf(db, appliance),
    listLayers: (scope) => listLayers(db, scope),
    layerOf: (name) => readLayer(db, name),
    layerHistoryOf: async (name) => ok(await readLayerHistory(db, name)),
    layerVersionOf: (name, version) => readLayerVersion(db, name, version, date()),
    previewLayer: (name, { layer, template }) => {
      const edit = { ...name, layer, template, basedOn: 0, actor: '', now: date() };
      return previewLayer(db, edit, checkOf(options, null));
    },
    setLayer: (name, change, actor) => setLayer(options, name, change, actor),
  };
}

/** `appliance` null: for all of them. */
function checkOf({ now, settings }: DeskOptions, appliance: string | null): SentCheck {
  const concerned = settings.fleet.filter((entry) => appliance === null || entry.appliance === appliance);
  const { protectedDestinations } = settings;
  return { protectedDestinations, now: now(), routers: concerned.flatMap(({ routers }) => routers) };
}

async function changeAppliance(options: DeskOptions, edit: Omit<PolicyEdit, 'now'>): Promise<Result<PolicyAnswer>> {
  const { appliance } = edit;
  const now = new Date(options.now());
  const checked = (own: Policy): Result<Policy> => {
    const wanted = edit.change(own);
    if (!wanted.ok) return wanted;
    const sound = checkSent(wanted.value, checkOf(options, appliance));
    return sound.ok ? wanted : sound;
  };
  const changed = await changePolicy(options.db, { ...edit, change: checked, now });
  if (!changed.ok) return changed;
  if (changed.value.changed) options.onChanged(appliance);
  return await readPolicy(options.db, appliance, now);
}

async function setLayer(
  options: DeskOptions,
  name: LayerName,
  { layer, basedOn, template }: LayerChange,
  actor: string,
): Promise<Result<LayerAnswer>> {
  const sound = checkSent(completed(layer), checkOf(options, null));
  if (!sound.ok) return sound;
  const now = new Date(options.now());
  const changed = await changeLayer(options.db, { ...name, layer, template, basedOn, actor, now });
  if (!changed.ok) return changed;
  for (const appliance of changed.value) options.onChanged(appliance);
  return await readLayer(options.db, name);
}

function said(appliance: string, { basedOn, reason }: { basedOn: number; reason: string }, actor: string) {
  return { appliance, basedOn, reason, actor };
}

function withException(own: Policy, command: ExceptionCommand, now: number): Result<Policy> {
  const { target, device, service, until, reason } = command;
  if (Date.parse(until) <= now) return err('CTR_EXCEPTION_ENDED', 'The end of the exception has passed already.');
  const id = `x-${randomBytes(8).toString('hex')}`;
  return ok({
    ...own,
    exceptions: [
      ...own.exceptions,
      { id, target, device, until, reason, ...(service === undefined ? {} : { service }) },
    ],
  });
}

function withIsolation(own: Policy, { mac, until, reason }: IsolationCommand, now: number): Result<Policy> {
  if (until !== null && Date.parse(until) <= now) {
    return err('CTR_ISOLATION_ENDED', 'The end of the isolation has passed already.');
  }
  return ok({ ...own, isolation: [...own.isolation.filter((one) => one.mac !== mac), { mac, until, reason }] });
}

function withRelease(own: Policy, { mac }: ReleaseCommand): Result<Policy> {
  const isolation = own.isolation.filter((one) => one.mac !== mac);
  if (isolation.length < own.isolation.length) return ok({ ...own, isolation });
  return err('CTR_NOT_ISOLATED', 'This device is not isolated by this appliance’s own policy.');
}
