/** Of the route a packet takes. `nexthop` needs the family in inet tables. */
export interface RouteExpression {
  readonly rt: { readonly key: 'classid' | 'nexthop' | 'mtu'; readonly family?: 'ip' | 'ip6' };
}

export function route(key: RouteExpression['rt']['key'], family?: 'ip' | 'ip6'): RouteExpression {
  return { rt: family === undefined ? { key } : { key, family } };
}
