// Answers in the place of what was stopped, so that nobody waits: the engine's alerts with their packets come over a
// socket, the answer goes out as packets of its own. Nothing is stopped or let through here: without this room the same
// packets are dropped and people wait for a time-out. Hot path: no queue, bounded memory.
import { createEveParser, type EveAlert, type EveFields } from 'suricata-eve-parser';
import { shortenIpv6 } from '../../platform/eve-text.ts';
import type { HomeNetworks } from '../../platform/home-networks.ts';
import { type PageFacts, renderBlockPage } from './block-page.ts';
import { forgeDnsAnswer, forgeUnreachable, forgeWebAnswer } from './forge-answers.ts';
import { readPacket } from './read-packet.ts';

export interface WebGuardDeps {
  readonly home: HomeNetworks;
  /** Sends one packet; false when the kernel did not take it. */
  readonly send: (packet: Uint8Array) => boolean;
  readonly page: Pick<PageFacts, 'timeZone' | 'appliance' | 'phone' | 'boxPage'>;
  readonly deviceName: (ip: string) => string | null;
  readonly feedDateOf: (feed: string) => string | null;
  readonly othersOf: (feed: string) => PageFacts['others'];
  /** A device of the office was refused a site of a category, whatever the way. */
  readonly onRefused?: (category: string, ip: string) => void;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
}

export interface WebGuardCounts {
  /** Questions and requests answered. */
  readonly dns: number;
  readonly pages: number;
  readonly datagrams: number;
  /** Stopped packets that got no answer: over the budget, no question or request, or refused by the kernel. */
  readonly unanswered: number;
}

type Kind = 'dns' | 'http' | 'datagram';

/** A device that asks faster than this is answered late or not at all; nothing of it goes out either way. */
const ANSWERS_A_SECOND = 400;
const MOST_REMEMBERED = 512;
const MAX_LINE_BYTES = 512 * 1024;

export class WebGuard {
  readonly #deps: WebGuardDeps;
  /** Packets answered last: several rules may fire on one, each writes a line. */
  readonly #answered = new Set<string>();
  #tokens = ANSWERS_A_SECOND;
  #filledMs: number;
  #dns = 0;
  #pages = 0;
  #datagrams = 0;
  #unanswered = 0;

  constructor(deps: WebGuardDeps) {
    this.#deps = deps;
    this.#filledMs = deps.monotonicMs();
  }

  get counts(): WebGuardCounts {
    return { dns: this.#dns, pages: this.#pages, datagrams: this.#datagrams, unanswered: this.#unanswered };
  }

  /** One connection of the engine. */
  open(): { write(chunk: Uint8Array): void; end(): void } {
    return createEveParser({
      maxLineBytes: MAX_LINE_BYTES,
      types: { alert: 'decode' },
      onEvent: (event) => this.#take(event),
    });
  }

  #take(event: EveFields & { readonly event_type?: string }): void {
    const { alert, packet } = event;
    if (event.event_type !== 'alert' || typeof alert !== 'object' || alert === null) return;
    const blocked = alert.action === 'blocked' || tagOf(alert, 'omamori_verdict') === 'blocked';
    const category = tagOf(alert, 'omamori_category');
    if (blocked && category !== undefined && this.#fromOffice(event)) {
      this.#deps.onRefused?.(category, shortenIpv6(String(event.src_ip)));
    }
    const kind = kindOf(event);
    if (!blocked || kind === null || typeof packet !== 'string' || !this.#fromOffice(event)) return;
    if (!this.#isFirst(`${event.flow_id ?? ''} ${event.timestamp ?? ''}`)) return;
    const sent = this.#mayAnswer() && this.#answer(kind, event, alert, Buffer.from(packet, 'base64'));
    if (!sent) this.#unanswered += 1;
    else if (kind === 'dns') this.#dns += 1;
    else if (kind === 'http') this.#pages += 1;
    else this.#datagrams += 1;
  }

  #answer(kind: Kind, event: EveFields, alert: EveAlert, bytes: Uint8Array): boolean {
    const held = readPacket(bytes);
    if (held === null) return false;
    const refusal = tagOf(alert, 'omamori_answer') === 'no-such-record' ? 'no-such-record' : 'no-such-name';
    const packets = () => {
      if (kind === 'datagram') return forgeUnreachable(held, bytes);
      if (kind === 'dns') return forgeDnsAnswer(held, refusal);
      return forgeWebAnswer(held, renderBlockPage(this.#factsOf(event, alert)));
    };
    const made = packets();
    return made.length > 0 && made.every((packet) => this.#deps.send(packet));
  }

  #factsOf(event: EveFields, alert: EveAlert): PageFacts {
    const { deviceName, feedDateOf, othersOf, nowMs, page } = this.#deps;
    const feed = tagOf(alert, 'omamori_feed') ?? String(alert.signature ?? '');
    const ip = shortenIpv6(String(event.src_ip ?? ''));
    const host = typeof event.http?.hostname === 'string' ? event.http.hostname : String(event.dest_ip ?? '');
    const path = typeof event.http?.url === 'string' && event.http.url.startsWith('/') ? event.http.url : '';
    return {
      ...page,
      what: `${host}${path === '/' ? '' : path}`.slice(0, 200),
      story: tagOf(alert, 'omamori_story') ?? 'other',
      category: tagOf(alert, 'omamori_category') ?? null,
      feed: feed.slice(0, 120),
      feedDate: feedDateOf(feed),
      others: othersOf(feed),
      device: deviceName(ip) ?? ip,
      at: new Date(nowMs()),
    };
  }

  /** The client must stand in the office: strangers are answered nothing. */
  #fromOffice({ src_ip: source }: EveFields): boolean {
    return typeof source === 'string' && this.#deps.home.contains(shortenIpv6(source));
  }

  #isFirst(key: string): boolean {
    if (this.#answered.has(key)) return false;
    this.#answered.add(key);
    const [oldest] = this.#answered;
    if (this.#answered.size > MOST_REMEMBERED && oldest !== undefined) this.#answered.delete(oldest);
    return true;
  }

  #mayAnswer(): boolean {
    const now = this.#deps.monotonicMs();
    const filled = this.#tokens + ((now - this.#filledMs) / 1000) * ANSWERS_A_SECOND;
    this.#tokens = Math.min(ANSWERS_A_SECOND, filled);
    this.#filledMs = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** By what the engine saw in the flow; the packet itself is looked at again before it is answered. */
function kindOf({ app_proto: protocol, proto }: EveFields): Kind | null {
  if (protocol === 'dns' || protocol === 'http') return protocol;
  return proto === 'UDP' ? 'datagram' : null;
}

/** Metadata is what a rule's author wrote: anything may stand there. */
function tagOf(alert: EveAlert, name: string): string | undefined {
  const values: unknown = alert.metadata?.[name];
  const first: unknown = Array.isArray(values) ? values[0] : values;
  return typeof first === 'string' ? first : undefined;
}
