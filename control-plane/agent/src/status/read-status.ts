import type { AdminStatus } from '@omamori/contract/admin-api';
import type { Health } from '@omamori/contract/health';
import type { StatusSources } from './status-sources.ts';

const BLOCKS_IN_HEALTH = 32;

/** What the box's own page shows. */
export async function readAdminStatus(sources: StatusSources): Promise<AdminStatus> {
  const engine = sources.engine();
  const { version, policy } = sources.config();
  const countries = new Set([...policy.geo.blockInbound, ...policy.geo.blockOutbound]);
  const { connected, since } = sources.center();
  const files = sources.files?.() ?? null;
  const system = sources.system?.() ?? null;
  return {
    now: new Date(sources.nowMs()).toISOString(),
    protection: engine.protection,
    protectionSince: engine.since,
    uninspected: engine.uninspected,
    ...(engine.trusted === undefined || engine.trusted.packets === 0 ? {} : { trusted: engine.trusted }),
    ...(files === null ? {} : { files }),
    ...(system === null ? {} : { system }),
    seeing: sources.seeing(),
    clockSynced: sources.clockSynced(),
    center: { connected, since },
    engine: { rulesLoaded: engine.rulesLoaded, rulesDate: sources.rulesDate() },
    config: {
      version,
      blockedCountries: [...countries].sort(),
      closedPorts: policy.ports.map(({ protocol, port }) => `${protocol}/${port}`),
    },
    ports: [
      { side: 'lan', up: await sources.isPortUp('lan') },
      { side: 'wan', up: await sources.isPortUp('wan') },
    ],
    blocked24h: sources.blocked24h(),
    waitingForCenter: sources.spool().waiting,
    devices: sources.devices(),
  };
}

/** What the center hears every 20 s. */
export function readHealth(sources: StatusSources): Health {
  const engine = sources.engine();
  const { waiting, dropped } = sources.spool();
  const eventStorage = sources.eventStorage?.() ?? null;
  const pageFingerprint = sources.pageFingerprint();
  const localExceptions = sources.localExceptions();
  const floodBlocks = sources.floodBlocks?.() ?? [];
  const bundleDelivery = sources.bundleDelivery?.() ?? null;
  const files = sources.files?.() ?? null;
  const system = sources.system?.() ?? null;
  const engineLoad = sources.engineLoad?.();
  const network = sources.network?.();
  const offDuty = sources.offDuty?.() ?? null;
  const applications = sources.applications?.() ?? null;
  return {
    v: 1,
    appliance: sources.appliance,
    at: new Date(sources.nowMs()).toISOString(),
    protection: engine.protection,
    protectionSince: engine.since,
    uninspectedSeconds: engine.uninspectedSeconds,
    uninspected: engine.uninspected,
    ...(engine.trusted === undefined || engine.trusted.packets === 0 ? {} : { trusted: engine.trusted }),
    rulesLoaded: engine.rulesLoaded,
    rulesDate: sources.rulesDate(),
    spool: { waiting, dropped },
    ...(eventStorage === null ? {} : { eventStorage }),
    ...(bundleDelivery === null ? {} : { bundleDelivery }),
    ...(files === null ? {} : { files }),
    ...(system === null ? {} : { system }),
    ...(engineLoad === undefined ? {} : { engineLoad }),
    ...(offDuty === null ? {} : { offDuty }),
    ...(applications === null ? {} : { applications }),
    memoryBytes: process.memoryUsage.rss(),
    clockSynced: sources.clockSynced(),
    agentVersion: sources.agentVersion,
    ...(pageFingerprint === null ? {} : { pageFingerprint }),
    ...(network === undefined ? {} : { network }),
    ...(localExceptions.length === 0 ? {} : { localExceptions: [...localExceptions] }),
    ...(floodBlocks.length === 0
      ? {}
      : { floodBlocks: { count: floodBlocks.length, blocks: floodBlocks.slice(0, BLOCKS_IN_HEALTH) } }),
  };
}
