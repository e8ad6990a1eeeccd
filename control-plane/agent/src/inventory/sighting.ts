/** What one discovery frame says about its sender. */
export interface Sighting {
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly names: readonly { readonly source: 'dhcp' | 'mdns'; readonly name: string }[];
}

const LONGEST_NAME = 120;

/** What a device calls itself is any bytes it likes: control characters and surrounding blanks go, length is bounded. */
export function cleanName(text: string): string | null {
  const name = text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .trim()
    .slice(0, LONGEST_NAME);
  return name === '' ? null : name;
}

/** One device's own: not broadcast, multicast or zero. */
export function isDeviceMac(mac: string | null): mac is string {
  if (mac === null || mac === '00:00:00:00:00:00') return false;
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0;
}
