// Joins the box's identity with the link and with what it brings (trusted keys, secret of visit codes), for main.ts.
import { type Enrolment, openEnrolment } from './enrolment/enrolment.ts';
import type { LinkTarget, MqttLink } from './mqtt-link/mqtt-link.ts';
import type { Clock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import type { Settings } from './settings.ts';

export interface BoxIdentity {
  /** Null until the box was claimed. */
  readonly target: () => LinkTarget | null;
  readonly visitSecret: () => string | undefined;
  /** The code that was typed at the box's page; nothing happens when it is claimed already. */
  readonly claimWith: (code: string) => void;
  start(link: Pick<MqttLink, 'renew'>): void;
  /** The box was claimed just now and has the secret of visit codes. */
  onSecret(listener: (visitSecret: string) => void): void;
  stop(): void;
}

export async function enrolBox(settings: Settings, clock: Clock, log: Log): Promise<BoxIdentity> {
  const { appliance, dataDir, center, localAdmin } = settings;
  const { enrolUrl, mqttUrl, stickerFile, trustedKeys } = center;
  if (enrolUrl === undefined) return bySettings(mqttUrl ?? '', localAdmin.visitSecret);
  const enrolment = await openEnrolment({ appliance, dataDir, url: enrolUrl, stickerFile, clock, log });
  const trust = (): void => {
    // The one record that every room reads when it verifies: what the center handed over stands beside the factory's.
    Object.assign(trustedKeys, enrolment.identity()?.trustedKeys);
  };
  trust();
  return {
    target: () => targetOf(enrolment),
    visitSecret: () => enrolment.identity()?.visitSecret ?? localAdmin.visitSecret,
    claimWith: (code) => {
      if (enrolment.identity() === null) enrolment.claimWith(code);
    },
    onSecret: (listener) =>
      enrolment.onIdentity(({ visitSecret }, first) => {
        if (first) listener(visitSecret);
      }),
    start: (link) => {
      enrolment.onIdentity(() => {
        trust();
        link.renew();
      });
      enrolment.start();
    },
    stop: () => enrolment.stop(),
  };
}

function targetOf(enrolment: Enrolment): LinkTarget | null {
  const identity = enrolment.identity();
  if (identity === null) return null;
  const { mqttUrl, authority, certificate, key } = identity;
  // Only a center of a lab says so (its settings.mqtt.plaintext).
  if (!mqttUrl.startsWith('mqtts:')) return { url: mqttUrl };
  return { url: mqttUrl, tls: { ca: authority, cert: certificate, key } };
}

function bySettings(mqttUrl: string, visitSecret: string | undefined): BoxIdentity {
  return {
    target: () => ({ url: mqttUrl }),
    visitSecret: () => visitSecret,
    claimWith: () => undefined,
    start: () => undefined,
    onSecret: () => undefined,
    stop: () => undefined,
  };
}
