/** An IPv6 extension header: with a field its value, without one whether it is there (compare with true or false). */
export interface ExtensionHeaderExpression {
  readonly exthdr: { readonly name: ExtensionHeader; readonly field?: string };
}

/** Hop-by-hop, routing, fragment, destination options, mobility. */
export type ExtensionHeader = 'hbh' | 'rt' | 'frag' | 'dst' | 'mh';

export function extensionHeader(name: ExtensionHeader, field?: string): ExtensionHeaderExpression {
  return { exthdr: field === undefined ? { name } : { name, field } };
}
