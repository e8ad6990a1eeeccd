// A QUIC version 1 Initial packet with a ClientHello that names a server: RFC 9000 §17.2.2, keys of RFC 9001 §5.2.
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';

const SALT = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex');
const LEAST_BYTES = 1200; // RFC 9000 §14.1
const TAG_BYTES = 16;
const NUMBER = Buffer.alloc(4); // packet number 0: the nonce is the IV as it is

export function quicInitial(serverName: string): Buffer {
  const destination = randomBytes(8);
  const source = randomBytes(8);
  const secret = expand(hmac(SALT, destination), 'client in', 32);
  const [key, iv, headerKey] = [
    expand(secret, 'quic key', 16),
    expand(secret, 'quic iv', 12),
    expand(secret, 'quic hp', 16),
  ];
  const hello = clientHello(serverName);
  const crypto = Buffer.concat([Buffer.from([0x06, 0x00]), variableLength(hello.length), hello]);
  const ids = [Buffer.from([destination.length]), destination, Buffer.from([source.length]), source];
  const start = Buffer.concat([Buffer.from([0xc3, 0, 0, 0, 1]), ...ids, Buffer.from([0])]); // no token
  const padding = LEAST_BYTES - start.length - 2 - NUMBER.length - TAG_BYTES - crypto.length;
  const frames = Buffer.concat([crypto, Buffer.alloc(Math.max(0, padding))]);
  const header = Buffer.concat([start, variableLength(NUMBER.length + frames.length + TAG_BYTES), NUMBER]);
  const cipher = createCipheriv('aes-128-gcm', key, iv);
  cipher.setAAD(header);
  const packet = Buffer.concat([header, cipher.update(frames), cipher.final(), cipher.getAuthTag()]);
  return protectHeader(packet, header.length - NUMBER.length, headerKey);
}

/** One block of HKDF-Expand-Label is enough for every key here (RFC 8446 §7.1). */
function expand(secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])]);
  return hmac(secret, info).subarray(0, length);
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** RFC 9001 §5.4. */
function protectHeader(packet: Buffer, numberAt: number, key: Buffer): Buffer {
  const sample = packet.subarray(numberAt + 4, numberAt + 20);
  const mask = createCipheriv('aes-128-ecb', key, null).update(sample);
  packet[0] = (packet[0] ?? 0) ^ ((mask[0] ?? 0) & 0x0f);
  for (let i = 0; i < 4; i += 1) packet[numberAt + i] = (packet[numberAt + i] ?? 0) ^ (mask[i + 1] ?? 0);
  return packet;
}

/** Two-byte form (RFC 9000 §16). */
function variableLength(value: number): Buffer {
  return Buffer.from([0x40 | (value >> 8), value & 0xff]);
}

/** The same ClientHello in a TLS record, as over TCP. */
export function tlsHello(serverName: string): Buffer {
  return Buffer.concat([Buffer.from([0x16, 3, 1]), prefixed(2, clientHello(serverName))]);
}

/** TLS 1.3 (RFC 8446 §4.1.2) with what a server needs to see of it: name, versions, key share, ALPN h3. */
function clientHello(serverName: string): Buffer {
  const name = Buffer.from(serverName);
  const extensions = Buffer.concat([
    extension(0x0000, prefixed(2, Buffer.concat([Buffer.from([0]), prefixed(2, name)]))),
    extension(0x002b, Buffer.from([2, 3, 4])),
    extension(0x000a, prefixed(2, Buffer.from([0, 0x1d]))),
    extension(0x000d, prefixed(2, Buffer.from([4, 3, 8, 4]))),
    extension(0x0033, prefixed(2, Buffer.concat([Buffer.from([0, 0x1d]), prefixed(2, randomBytes(32))]))),
    extension(0x0010, prefixed(2, prefixed(1, Buffer.from('h3')))),
    extension(0x0039, Buffer.from([0x01, 0x04, 0x80, 0x00, 0x75, 0x30])),
  ]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    randomBytes(32),
    Buffer.from([0]),
    prefixed(2, Buffer.from([0x13, 0x01])),
    Buffer.from([1, 0]),
    prefixed(2, extensions),
  ]);
  return Buffer.concat([Buffer.from([1]), prefixed(3, body)]);
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 0xff]), prefixed(2, data)]);
}

function prefixed(width: number, data: Buffer): Buffer {
  const length = Buffer.alloc(width);
  length.writeUIntBE(data.length, 0, width);
  return Buffer.concat([length, data]);
}
