// How Suricata writes what others on the box write differently.

/** `2026-01-31T09:00:00.123456+0900` → UTC ms; null when it is no time. */
export function eveMs(text: string | undefined): number | null {
  if (typeof text !== 'string') return null;
  const ms = Date.parse(text.replace(/(\.\d{3})\d*/, '$1').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** Suricata writes IPv6 in full (2001:0db8:0000:…); everything else here writes RFC 5952. */
export function shortenIpv6(ip: string): string {
  if (!ip.includes(':') || !URL.canParse(`http://[${ip}]`)) return ip;
  return new URL(`http://[${ip}]`).hostname.slice(1, -1);
}
