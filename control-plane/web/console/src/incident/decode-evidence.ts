export interface HexLine {
  /** Offset of the first byte, four hex digits. */
  offset: string;
  hex: string;
  text: string;
}

const BYTES_PER_LINE = 16;
const DOT = '·';

/** null when it is no base64. */
export function decodeBase64(base64: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** UTF-8 where the bytes are UTF-8, line breaks kept, every other unprintable byte a dot. */
export function printableText(bytes: Uint8Array): string {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = String.fromCharCode(...[...bytes].map((byte) => (byte < 0x80 ? byte : 0)));
  }
  return text.replaceAll('\r\n', '\n').replace(/[^\n\t\P{C}]|\u00ad/gu, DOT);
}

export function hexLines(bytes: Uint8Array): HexLine[] {
  const lines: HexLine[] = [];
  for (let start = 0; start < bytes.length; start += BYTES_PER_LINE) {
    const part = [...bytes.subarray(start, start + BYTES_PER_LINE)];
    lines.push({
      offset: start.toString(16).padStart(4, '0'),
      hex: part.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : DOT)).join(''),
    });
  }
  return lines;
}
