import type { PortTranslation, TranslationPort } from './address.ts';

/** To a local port, in a nat chain of an IP family. */
export interface RedirectStatement {
  readonly redirect: PortTranslation | null;
}

export function redirect(port?: TranslationPort): RedirectStatement {
  return { redirect: port === undefined ? null : { port } };
}
