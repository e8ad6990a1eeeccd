/** Of the local socket a packet belongs to, where there is one. */
export interface SocketExpression {
  readonly socket: { readonly key: 'transparent' | 'mark' | 'wildcard' };
}

export function socket(key: SocketExpression['socket']['key']): SocketExpression {
  return { socket: { key } };
}
