import type { WebGuard } from '@omamori/contract/desired-state';

const SENTENCES = {
  quic: {
    inspect: 'QUIC connections pass; only those to dangerous sites are stopped.',
    block: 'QUIC connections are refused; browsers take the older way.',
  },
  encryptedDns: {
    allow: 'Hidden questions for names (DoH, DoT) pass.',
    report: 'Hidden questions for names (DoH, DoT) pass and are recorded.',
    block: 'Hidden questions for names (DoH, DoT) are refused; devices ask openly instead.',
  },
  ech: {
    allow: 'Connections that hide the name of the site (ECH) pass.',
    report: 'Known connections that hide the name of the site (ECH) pass and are recorded.',
    block: 'Connections cannot hide the name of the site (ECH) any more.',
  },
} as const;

export function webGuardInEnglish(part: keyof WebGuard, mode: WebGuard[keyof WebGuard]): string {
  const sentences: Readonly<Record<string, string>> = SENTENCES[part];
  return sentences[mode] ?? '';
}
