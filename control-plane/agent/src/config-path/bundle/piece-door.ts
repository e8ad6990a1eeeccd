// One piece asked for, one piece heard: a request at a time, so a slow line carries one piece and not a queue of them.
import { type PieceRequest, unpackContent, unpackPiece } from '@omamori/contract/bundle-delivery';
import { err, type Result } from '@omamori/contract/result';

/** The part of the mqtt-link that delivery uses; `MqttLink` fits. */
export interface PieceLink {
  readonly connected: boolean;
  publish(
    channel: 'fetch' | 'result',
    payload: string | Uint8Array,
    options?: { readonly qos?: 0 | 1 },
  ): Promise<Result<void>>;
  subscribe(channel: 'bundle' | 'piece', onMessage: (payload: Buffer) => void): () => void;
  onState(listener: (connected: boolean) => void): () => void;
}

/** A piece is at most 256 KiB: at 64 kbit/s it needs 32 s. */
const PATIENCE_MS = 60_000;

export class PieceDoor {
  readonly #link: PieceLink;
  readonly #patienceMs: number;
  readonly #off: () => void;
  #waiting: { readonly key: string; readonly settle: (content: Result<Buffer>) => void } | null = null;

  constructor(link: PieceLink, patienceMs = PATIENCE_MS) {
    this.#link = link;
    this.#patienceMs = patienceMs;
    this.#off = link.subscribe('piece', (payload) => this.#heard(payload));
  }

  /** Errors: BND_PIECE_LATE, BND_PIECE_GONE, DOC_PIECE_INVALID, those of the link. */
  async ask(sha256: string, number: number, signal: AbortSignal): Promise<Result<Buffer>> {
    const late = err('BND_PIECE_LATE', 'The center did not send a piece of the bundle in time.');
    const answered = new Promise<Result<Buffer>>((resolve) => {
      const end = (content: Result<Buffer>): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', broken);
        this.#waiting = null;
        resolve(content);
      };
      const broken = (): void => end(late);
      const timer = setTimeout(broken, this.#patienceMs);
      timer.unref();
      signal.addEventListener('abort', broken);
      this.#waiting = { key: keyOf(sha256, number), settle: end };
    });
    const request: PieceRequest = { v: 1, sha256, number };
    const sent = await this.#link.publish('fetch', JSON.stringify(request), { qos: 1 });
    if (!sent.ok) this.#waiting?.settle(sent);
    return await answered;
  }

  close(): void {
    this.#off();
    this.#waiting?.settle(err('BND_PIECE_LATE', 'The box is stopping.'));
  }

  /** What nobody waits for is the late answer to an earlier question. */
  #heard(payload: Buffer): void {
    const piece = unpackPiece(payload);
    const waiting = this.#waiting;
    if (waiting === null || !piece.ok || keyOf(piece.value.sha256, piece.value.number) !== waiting.key) return;
    const { packed } = piece.value;
    if (packed === null) waiting.settle(err('BND_PIECE_GONE', 'The center does not have this file of the bundle.'));
    else waiting.settle(unpackContent(packed));
  }
}

function keyOf(sha256: string, number: number): string {
  return `${sha256}/${number}`;
}
