// EVE lines to candidates. An alert is the detection; the drop record of the same packet is its twin and counts once,
// whichever comes first. Both fall under the same attempt key, so this also holds over a crash between the two.

import type { Detection } from '@omamori/contract/detection';
import { createEveParser, type EveAlert, type EveFields, type EveParser } from 'suricata-eve-parser';
import type { Candidate } from '../classify/candidate.ts';

const TWIN_LIFE_MS = 3_600_000;
const MAX_LINE_BYTES = 256 * 1024;

/** Suricata's own events about odd but harmless packets (decoder, stream, application layer): no story for anyone. */
const ENGINE_EVENTS = { first: 2_200_000, last: 2_299_999 } as const;

export type ClassifyAlert = (
  event: EveFields,
  alert: EveAlert,
  verdict: Detection['verdict'],
  recovered: boolean,
) => Detection | null;

export interface EveCounts {
  readonly byType: Readonly<Record<string, number>>;
  readonly malformed: number;
  /** Engine events below a block, by sid. */
  readonly noise: number;
  /** Drops that no alert explains: later packets of a dropped flow, stream errors. By reason. */
  readonly otherDrops: Readonly<Record<string, number>>;
  /** Alerts without time or addresses. */
  readonly unplaced: number;
}

export interface EveReaderOptions {
  readonly classify: ClassifyAlert;
  readonly bootMs: () => number;
  /** Each alert, before it is judged: a rule may only name what it saw. */
  readonly onNamed?: (event: EveFields) => void;
  /** Events older than this were waiting while the agent was away: its start, UTC ms by the clock as it goes now. */
  readonly startedMs: () => number;
}

const MOST_REASONS = 32;

export class EveReader {
  readonly #options: EveReaderOptions;
  readonly #parser: EveParser;
  readonly #otherDrops = new Map<string, number>();
  #noise = 0;
  #unplaced = 0;
  #found: Candidate[] = [];

  constructor(options: EveReaderOptions) {
    this.#options = options;
    this.#parser = createEveParser({
      maxLineBytes: MAX_LINE_BYTES,
      types: { alert: 'decode', drop: 'decode', anomaly: 'count', fileinfo: 'count', stats: 'count', flow: 'count' },
      onEvent: (event) => this.#take(event),
    });
  }

  /** Candidates of the lines that this chunk finishes. */
  read(chunk: Uint8Array): Candidate[] {
    this.#parser.write(chunk);
    const found = this.#found;
    this.#found = [];
    return found;
  }

  get counts(): EveCounts {
    return {
      byType: this.#parser.stats.byType,
      malformed: this.#parser.stats.malformed,
      noise: this.#noise,
      otherDrops: Object.fromEntries(this.#otherDrops),
      unplaced: this.#unplaced,
    };
  }

  #take(event: EveFields & { readonly event_type?: string }): void {
    const { alert } = event;
    if (event.event_type !== 'alert' && event.event_type !== 'drop') return;
    if (alert === undefined || typeof alert !== 'object' || alert === null) {
      this.#countDrop(String(event.drop?.reason ?? 'unknown').slice(0, 40));
      return;
    }
    if (event.event_type === 'alert') this.#options.onNamed?.(event);
    if (metadataHas(alert, 'omamori_told', 'nobody')) return;
    // The kernel drops what the engine only marked, so that the rest of its flow goes on (data-plane, refuse-rule.ts).
    const byKernel = metadataHas(alert, 'omamori_verdict', 'blocked');
    const blocked = event.event_type === 'drop' || alert.action === 'blocked' || byKernel;
    if (!blocked && isEngineEvent(alert)) {
      this.#noise += 1;
      return;
    }
    const detection = this.#options.classify(event, alert, blocked ? 'blocked' : 'detected', this.#isOld(event));
    if (detection === null) this.#unplaced += 1;
    else this.#found.push({ detection, attempt: blocked ? this.#attemptOf(event, alert, detection.story) : null });
  }

  /** A file is stopped once, however many rules know it: by its content and by its checksum, with the same packet. */
  #attemptOf(event: EveFields, alert: EveAlert, story: Detection['story']): Candidate['attempt'] {
    const what = story === 'malware-file' ? story : (alert.signature_id ?? 0);
    const key = `eve ${event.flow_id ?? '-'} ${event.timestamp} ${what}`;
    return { key: key.slice(0, 120), seenMs: this.#options.bootMs(), lifeMs: TWIN_LIFE_MS };
  }

  #isOld(event: EveFields): boolean {
    const ms = Date.parse(String(event.timestamp).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    return Number.isFinite(ms) && ms < this.#options.startedMs();
  }

  #countDrop(reason: string): void {
    const name = this.#otherDrops.has(reason) || this.#otherDrops.size < MOST_REASONS ? reason : 'other';
    this.#otherDrops.set(name, (this.#otherDrops.get(name) ?? 0) + 1);
  }
}

function isEngineEvent(alert: EveAlert): boolean {
  const sid = alert.signature_id ?? 0;
  return sid >= ENGINE_EVENTS.first && sid <= ENGINE_EVENTS.last;
}

/** Metadata is what a rule's author wrote: anything may stand there. */
function metadataHas(alert: EveAlert, key: string, wanted: string): boolean {
  const values: unknown = alert.metadata?.[key];
  return Array.isArray(values) && values.includes(wanted);
}
