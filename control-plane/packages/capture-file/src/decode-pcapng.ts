// pcapng (draft-ietf-opsawg-pcapng): blocks of {type, length, body, length}. A section header sets the byte order and
// forgets the interfaces; interface blocks give link type and time unit; three kinds of block hold packets.
import { type ByteQueue, copyBytes } from './byte-queue.ts';
import { bad, type FormatDecoder, NEED_MORE, type Step } from './format-decoder.ts';
import { type CapturePacket, MAX_PACKET_BYTES } from './packet.ts';
import { type CaptureInterface, readInterface } from './read-interface.ts';

const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
/** A packet block with its options; other blocks are passed over without being held. */
const MAX_BLOCK_BYTES = MAX_PACKET_BYTES + 65_536;
const MAX_INTERFACES = 4096;

export function isSectionMagic(header: DataView): boolean {
  return header.getUint32(0, true) === SECTION; // a palindrome: the same in both byte orders
}

export class PcapngDecoder implements FormatDecoder {
  readonly format = 'pcapng';
  #little = true;
  #version = 0;
  #skipping = 0;
  #interfaces: CaptureInterface[] = [];
  /** Interfaces of earlier sections: indices go on counting over the file. */
  #firstInterface = 0;
  #lastNs = 0n;

  get atRecordEnd(): boolean {
    return this.#skipping === 0;
  }

  step(queue: ByteQueue): Step {
    if (this.#skipping > 0) {
      if (queue.length === 0) return NEED_MORE;
      this.#skipping -= queue.drop(this.#skipping);
      return { kind: 'used' };
    }
    const head = queue.peek(12);
    if (head === null) return NEED_MORE;
    if (isSectionMagic(head)) return this.#section(queue, head);
    const type = head.getUint32(0, this.#little);
    const length = head.getUint32(4, this.#little);
    if (length < 12 || length % 4 !== 0) return damaged(`A block claims ${length} bytes`);
    if (![INTERFACE, OBSOLETE_PACKET, SIMPLE_PACKET, ENHANCED_PACKET].includes(type)) {
      this.#skipping = length - queue.drop(length);
      return { kind: 'used' };
    }
    if (length > MAX_BLOCK_BYTES) return damaged(`A packet's block claims ${length} bytes`);
    const block = queue.peek(length);
    if (block === null) return NEED_MORE;
    if (block.getUint32(length - 4, this.#little) !== length) return damaged('A block ends with another length');
    const read = type === INTERFACE ? this.#interface(block) : this.#packet(block, type);
    if (read.kind === 'used') queue.drop(length);
    return read;
  }

  #section(queue: ByteQueue, head: DataView): Step {
    const order = head.getUint32(8, true);
    if (order !== BYTE_ORDER && order !== 0x4d3c2b1a) return damaged('A section has no byte-order mark');
    const little = order === BYTE_ORDER;
    const length = head.getUint32(4, little);
    if (length < 28 || length % 4 !== 0) return damaged(`A section header claims ${length} bytes`);
    const fixed = queue.peek(16);
    if (fixed === null) return NEED_MORE;
    this.#version = fixed.getUint16(12, little);
    if (this.#version !== 1) return bad('CPF_VERSION_UNKNOWN', `Version ${this.#version} of pcapng is not known.`);
    this.#little = little;
    this.#firstInterface += this.#interfaces.length;
    this.#interfaces = [];
    this.#skipping = length - queue.drop(length);
    return { kind: 'used' };
  }

  #interface(block: DataView): Step {
    if (this.#interfaces.length >= MAX_INTERFACES) return damaged('The file names too many interfaces');
    const read = readInterface(block, this.#little);
    if (read === null) return damaged('An interface block is too short');
    this.#interfaces.push(read);
    return { kind: 'used' };
  }

  #packet(block: DataView, type: number): Step {
    const fixed = type === SIMPLE_PACKET ? 12 : 28;
    if (block.byteLength < fixed + 4) return damaged('A packet block is too short');
    const index = this.#interfaceOf(block, type);
    const from = this.#interfaces[index];
    if (from === undefined)
      return bad('CPF_INTERFACE_UNKNOWN', `A packet names interface ${index}, which the file does not describe.`);
    const room = block.byteLength - fixed - 4;
    const original = block.getUint32(type === SIMPLE_PACKET ? 8 : 24, this.#little);
    const limit = from.snapLength === 0 ? original : Math.min(original, from.snapLength);
    const kept = type === SIMPLE_PACKET ? Math.min(limit, room) : block.getUint32(20, this.#little);
    if (kept > room || kept > MAX_PACKET_BYTES) return damaged(`A packet claims ${kept} bytes in a block for ${room}`);
    if (type !== SIMPLE_PACKET)
      this.#lastNs = from.toNs(block.getUint32(12, this.#little), block.getUint32(16, this.#little));
    const packet: CapturePacket = {
      timestampNs: this.#lastNs,
      linkType: from.linkType,
      data: copyBytes(block, fixed, kept),
      originalLength: Math.max(kept, original),
      interface: this.#firstInterface + index,
    };
    return { kind: 'used', packet };
  }

  #interfaceOf(block: DataView, type: number): number {
    if (type === SIMPLE_PACKET) return 0;
    return type === OBSOLETE_PACKET ? block.getUint16(8, this.#little) : block.getUint32(8, this.#little);
  }
}

function damaged(what: string): Step {
  return bad('CPF_RECORD_BAD', `${what}; the file is damaged there.`);
}
