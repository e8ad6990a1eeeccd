/** To a local port, in a nat chain of an IP family. */
export interface RedirectStatement {
  readonly redirect: { readonly port: number } | null;
}

export function redirect(port?: number): RedirectStatement {
  return { redirect: port === undefined ? null : { port } };
}
