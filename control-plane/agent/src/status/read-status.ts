import type { AdminStatus } from '@omamori/contract/admin-api';
import type { Health } from '@omamori/contract/health';
import type { StatusSources } from './status-sources.ts';

/** What the box's own page shows. */
export async function readAdminStatus(sources: StatusSources): Promise<AdminStatus> {
  const engine = sources.engine();
  const { version, policy } = sources.config();
  const countries = new Set([...policy.geo.blockInbound, ...policy.geo.blockOutbound]);
  const { connected, since } = sources.center();
  return {
    now: new Date(sources.nowMs()).toISOString(),
    protection: engine.protection,
    protectionSince: engine.since,
    uninspected: engine.uninspected,
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
  return {
    v: 1,
    appliance: sources.appliance,
    at: new Date(sources.nowMs()).toISOString(),
    protection: engine.protection,
    protectionSince: engine.since,
    uninspectedSeconds: engine.uninspectedSeconds,
    uninspected: engine.uninspected,
    rulesLoaded: engine.rulesLoaded,
    rulesDate: sources.rulesDate(),
    spool: { waiting, dropped },
    ...(eventStorage === null ? {} : { eventStorage }),
    memoryBytes: process.memoryUsage.rss(),
    clockSynced: sources.clockSynced(),
    agentVersion: sources.agentVersion,
    ...(pageFingerprint === null ? {} : { pageFingerprint }),
    ...(localExceptions.length === 0 ? {} : { localExceptions: [...localExceptions] }),
  };
}
