import type { TLSSocket } from 'node:tls';
import { APPLIANCE_ID } from '@omamori/contract/topics';

export interface BoxOfSocket {
  readonly appliance: string;
  readonly serial: string;
  /** When the certificate runs out. */
  readonly endsMs: number;
}

/** Whose certificate the other end showed; null: none, or none that TLS found good. Whether it is in force says the database. */
export function boxOf(socket: TLSSocket): BoxOfSocket | null {
  if (!socket.authorized) return null;
  const shown = socket.getPeerX509Certificate();
  const appliance = shown?.subject.replace(/^CN=/, '') ?? '';
  return shown === undefined || !APPLIANCE_ID.test(appliance)
    ? null
    : { appliance, serial: shown.serialNumber.toUpperCase(), endsMs: shown.validToDate.getTime() };
}
