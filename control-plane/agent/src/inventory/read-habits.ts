import type { DeviceFact } from '@omamori/contract/inventory';
import type { SignedTraffic } from '../platform/traffic-signs.ts';
import { factOf } from './sighting.ts';
import { TRAFFIC_EVIDENCE } from './traffic-evidence.ts';

/** Facts out of a device's own traffic: only what a row of the table reads. Which sites a person visits is no fact. */
export function readHabits({ outbound, signs }: SignedTraffic): DeviceFact[] {
  if (!outbound && signs.applicationProtocol !== '') return [];
  const said = [
    isTold('habit', signs.name) ? factOf('habit', signs.name) : null,
    isTold('user-agent', signs.agent) ? factOf('user-agent', signs.agent) : null,
    signs.applicationProtocol === 'sip' ? factOf('speaks', 'sip') : null,
  ];
  return said.filter((fact) => fact !== null);
}

function isTold(fact: string, value: string): boolean {
  return value !== '' && TRAFFIC_EVIDENCE.some((row) => row.fact === fact && row.match.test(value));
}
