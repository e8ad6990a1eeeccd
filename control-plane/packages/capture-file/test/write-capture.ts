/** Writes small captures for tests: every byte here is ours. */
export interface Classic {
  readonly magic: number;
  readonly little: boolean;
  readonly linkType: number;
  readonly bodies: readonly Uint8Array[];
  /** Length on the wire, where it differs from what was kept. */
  readonly wire?: number;
}

/** The n-th packet is n units of the format after 1,700,000,000 s. */
export function classicFile({ magic, little, linkType, bodies, wire }: Classic): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  header.setUint32(0, magic, little);
  header.setUint16(4, 2, little);
  header.setUint16(6, 4, little);
  header.setUint32(16, 262_144, little);
  header.setUint32(20, linkType, little);
  const records = bodies.map((body, index) => {
    const head = magic === 0xa1b2cd34 ? 24 : 16;
    const record = new Uint8Array(head + body.length);
    const view = new DataView(record.buffer);
    view.setUint32(0, 1_700_000_000, little);
    view.setUint32(4, index, little);
    view.setUint32(8, body.length, little);
    view.setUint32(12, wire ?? body.length, little);
    record.set(body, head);
    return record;
  });
  return joined([new Uint8Array(header.buffer), ...records]);
}

export function section(little: boolean): Uint8Array {
  return block(
    little,
    0x0a0d0d0a,
    (view) => {
      view.setUint32(0, 0x1a2b3c4d, little);
      view.setUint16(4, 1, little);
      view.setBigInt64(8, -1n, little);
    },
    16,
  );
}

export function interfaceBlock(
  little: boolean,
  given: { readonly linkType: number; readonly unit?: number; readonly offsetSeconds?: bigint },
): Uint8Array {
  const { unit, offsetSeconds } = given;
  const length = 8 + (unit === undefined ? 0 : 8) + (offsetSeconds === undefined ? 0 : 12);
  return block(
    little,
    1,
    (view) => {
      view.setUint16(0, given.linkType, little);
      let at = 8;
      if (unit !== undefined) {
        view.setUint16(at, 9, little);
        view.setUint16(at + 2, 1, little);
        view.setUint8(at + 4, unit);
        at += 8;
      }
      if (offsetSeconds === undefined) return;
      view.setUint16(at, 14, little);
      view.setUint16(at + 2, 8, little);
      view.setBigInt64(at + 4, offsetSeconds, little);
    },
    length,
  );
}

export function packetBlock(
  little: boolean,
  given: { readonly interface: number; readonly time: bigint; readonly body: Uint8Array; readonly comment?: string },
): Uint8Array {
  const comment = new TextEncoder().encode(given.comment ?? '');
  const padded = Math.ceil(given.body.length / 4) * 4;
  const options = comment.length === 0 ? 0 : 4 + Math.ceil(comment.length / 4) * 4;
  return block(
    little,
    6,
    (view, bytes) => {
      view.setUint32(0, given.interface, little);
      view.setUint32(4, Number(given.time >> 32n), little);
      view.setUint32(8, Number(given.time & 0xffff_ffffn), little);
      view.setUint32(12, given.body.length, little);
      view.setUint32(16, given.body.length, little);
      bytes.set(given.body, 20);
      if (options === 0) return;
      view.setUint16(20 + padded, 1, little);
      view.setUint16(22 + padded, comment.length, little);
      bytes.set(comment, 24 + padded);
    },
    20 + padded + options,
  );
}

export function simpleBlock(little: boolean, body: Uint8Array): Uint8Array {
  return block(
    little,
    3,
    (view, bytes) => {
      view.setUint32(0, body.length, little);
      bytes.set(body, 4);
    },
    4 + Math.ceil(body.length / 4) * 4,
  );
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function block(
  little: boolean,
  type: number,
  fill: (view: DataView, bytes: Uint8Array) => void,
  length: number,
): Uint8Array {
  const bytes = new Uint8Array(length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, little);
  view.setUint32(4, bytes.length, little);
  view.setUint32(bytes.length - 4, bytes.length, little);
  fill(new DataView(bytes.buffer, 8, length), bytes.subarray(8, 8 + length));
  return bytes;
}
