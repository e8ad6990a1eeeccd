import { type BoxNetwork, boxNetworkSchema, type NetworkNow } from '@omamori/contract/box-network';

/** What stands in the fields, as typed. */
export interface NetworkDraft {
  readonly mode4: 'dhcp' | 'fixed';
  readonly address4: string;
  readonly gateway4: string;
  readonly mode6: 'auto' | 'fixed';
  readonly address6: string;
  readonly gateway6: string;
  readonly nameServers: string;
  readonly vlan: string;
}
export type DraftField = 'address4' | 'gateway4' | 'address6' | 'gateway6' | 'nameServers' | 'vlan';

/** Begins with what was asked for, else with what stands. */
export function draftOf(asked: BoxNetwork | null, { addresses, gateways, vlan }: NetworkNow): NetworkDraft {
  const standing = (v6: boolean) => addresses.find(({ address }) => address.includes(':') === v6);
  const [four, six] = [standing(false), standing(true)];
  const way = (v6: boolean) => gateways.find((via) => via.includes(':') === v6) ?? '';
  const [fixed4, fixed6] = [asked?.ipv4, asked?.ipv6];
  return {
    mode4: fixed4?.mode ?? (four === undefined || four.given ? 'dhcp' : 'fixed'),
    address4: fixed4?.mode === 'fixed' ? `${fixed4.address}/${fixed4.prefix}` : textOf(four),
    gateway4: fixed4?.mode === 'fixed' ? (fixed4.gateway ?? '') : way(false),
    mode6: fixed6?.mode ?? (six === undefined || six.given ? 'auto' : 'fixed'),
    address6: fixed6?.mode === 'fixed' ? `${fixed6.address}/${fixed6.prefix}` : textOf(six),
    gateway6: fixed6?.mode === 'fixed' ? (fixed6.gateway ?? '') : way(true),
    nameServers: (asked?.nameServers ?? []).join(' '),
    vlan: `${asked === null ? (vlan ?? '') : (asked.vlan ?? '')}`,
  };
}

function textOf(one: NetworkNow['addresses'][number] | undefined): string {
  return one === undefined ? '' : `${one.address}/${one.prefix}`;
}

/** The wish, or the fields that cannot be read. */
export function wishOf(draft: NetworkDraft): { wish: BoxNetwork } | { bad: DraftField[] } {
  const part = (mode: string, text: string, gateway: string) => {
    const [address = '', prefix = ''] = text.trim().split('/');
    const way = gateway.trim() === '' ? null : gateway.trim();
    return mode === 'fixed'
      ? { mode, address, prefix: /^\d+$/.test(prefix) ? Number(prefix) : -1, gateway: way }
      : { mode };
  };
  const parsed = boxNetworkSchema.safeParse({
    ipv4: part(draft.mode4, draft.address4, draft.gateway4),
    ipv6: part(draft.mode6, draft.address6, draft.gateway6),
    nameServers: draft.nameServers.split(/[\s,、]+/).filter((server) => server !== ''),
    vlan: draft.vlan.trim() === '' ? null : Number(draft.vlan),
  });
  if (parsed.success) return { wish: parsed.data };
  const fields = parsed.error.issues.map(({ path: [top, inner] }): DraftField => {
    if (top === 'ipv4') return inner === 'gateway' ? 'gateway4' : 'address4';
    if (top === 'ipv6') return inner === 'gateway' ? 'gateway6' : 'address6';
    return top === 'vlan' ? 'vlan' : 'nameServers';
  });
  return { bad: [...new Set(fields)] };
}
