/** A TCP option: with a field its value, without one whether it is there. */
export interface TcpOptionExpression {
  readonly 'tcp option': { readonly name: TcpOption; readonly field?: string };
}

export type TcpOption = 'maxseg' | 'window' | 'sack-perm' | 'sack' | 'timestamp';

export function tcpOption(name: TcpOption, field?: string): TcpOptionExpression {
  return { 'tcp option': field === undefined ? { name } : { name, field } };
}
