// Composition of all that boxes reach: where they claim, and the broker where they may speak once they have a certificate.
import { ok, type Result } from '@omamori/contract/result';
import { loadCenterKeys } from './center-keys.ts';
import { CENTER_NAME } from './fleet/enrolment/authority.ts';
import { type Enrolment, hostInUrl, startEnrolment } from './fleet/enrolment/enrolment.ts';
import type { StickerDesk } from './fleet/enrolment/sticker-desk.ts';
import type { VisitSecretOf } from './fleet/visit-desk.ts';
import type { Log } from './log.ts';
import { type Dial, dialUrl } from './mqtt-link/broker-connection.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from './mqtt-link/embedded-broker.ts';
import type { Settings } from './settings.ts';
import type { Database } from './store/database.ts';

type Address = { readonly host: string; readonly port: number };

export interface BoxesDoor {
  readonly desk: StickerDesk;
  readonly visitSecretOf: VisitSecretOf;
  readonly enrolment: Address;
  /** Null when the broker is another program. */
  readonly broker: Address | null;
  /** The center's own way to the broker. */
  readonly dial: Dial;
  onFleet(listener: () => Promise<void>): void;
  close(): Promise<void>;
}

export interface BoxesOptions {
  readonly db: Database;
  readonly settings: Settings;
  readonly log: Log;
  readonly now: () => number;
}

/** Errors: those of fleet/enrolment/enrolment.ts, CTR_PORT_TAKEN. */
export async function openToBoxes(options: BoxesOptions): Promise<Result<BoxesDoor>> {
  const { settings } = options;
  const later: { broker: EmbeddedBroker | null; onFleet: () => Promise<void> } = {
    broker: null,
    onFleet: async () => undefined,
  };
  const enrolment = await startEnrolment({
    ...options,
    tell: () => tellBox(settings, later.broker),
    onFleet: () => later.onFleet(),
  });
  if (!enrolment.ok) return enrolment;
  const started = settings.mqttUrl === undefined ? await startBroker(settings, enrolment.value) : ok(null);
  if (!started.ok) {
    await enrolment.value.close();
    return started;
  }
  const broker = started.value;
  later.broker = broker;
  return ok({
    desk: enrolment.value.desk,
    visitSecretOf: visitSecretsOf(settings, enrolment.value),
    enrolment: enrolment.value.address,
    broker: broker?.address ?? null,
    dial: broker?.dial ?? dialOutside(settings.mqttUrl ?? '', enrolment.value, options.now()),
    onFleet: (listener) => {
      later.onFleet = listener;
    },
    close: async () => {
      await broker?.close();
      await enrolment.value.close();
    },
  });
}

function startBroker({ mqtt }: Settings, enrolment: Enrolment): Promise<Result<EmbeddedBroker>> {
  const { authority, pair, admits, onEnded, onPair } = enrolment;
  const tls = mqtt.plaintext === 'lab' ? null : { authority: authority.pem, pair, admits, onEnded, onPair };
  return startEmbeddedBroker(mqtt, tls);
}

function dialOutside(url: string, { authority }: Enrolment, nowMs: number): Dial {
  const isSecure = url.startsWith('mqtts:');
  return isSecure ? dialUrl(url, { ca: authority.pem, ...authority.certifyCenter(nowMs, CENTER_NAME) }) : dialUrl(url);
}

async function tellBox(settings: Settings, broker: EmbeddedBroker | null) {
  const keys = await loadCenterKeys(settings);
  if (!keys.ok) return keys;
  const signing = await keys.value.signing();
  if (!signing.ok) return signing;
  const { keyId, publicKeyPem } = signing.value;
  const { names, mqttUrl } = settings.enrolment;
  const scheme = settings.mqtt.plaintext === 'lab' ? 'mqtt' : 'mqtts';
  const own = `${scheme}://${hostInUrl(names[0] ?? settings.mqtt.host)}:${broker?.address.port ?? settings.mqtt.port}`;
  return ok({ mqttUrl: mqttUrl ?? settings.mqttUrl ?? own, trustedKeys: { [keyId]: publicKeyPem } });
}

/** A box of the settings may have its secret there; handed over by a claim it counts more. */
function visitSecretsOf({ fleet }: Settings, enrolment: Enrolment): VisitSecretOf {
  const bySettings = new Map(fleet.map(({ appliance, visitSecret }) => [appliance, visitSecret ?? null]));
  return async (appliance) => (await enrolment.visitSecret(appliance)) ?? bySettings.get(appliance) ?? null;
}
