import { CT_HELPER } from '../attribute-numbers.ts';
import { NF_PROTOCOL, readProtocols, transportNumber } from './protocols.ts';
import type { StatefulKind } from './stateful-kind.ts';

export const ctHelperObject: StatefulKind = {
  write(writer, { type, protocol, l3proto }) {
    writer.value(CT_HELPER.NAME, Buffer.from(String(type)));
    if (l3proto !== undefined) writer.u16(CT_HELPER.L3PROTO, NF_PROTOCOL[String(l3proto)] ?? 0);
    writer.u8(CT_HELPER.L4PROTO, transportNumber(protocol) ?? 0);
    return typeof type === 'string' && transportNumber(protocol) !== undefined;
  },
  read: (data) => ({
    type: data.text(CT_HELPER.NAME),
    ...readProtocols(data, CT_HELPER.L3PROTO, CT_HELPER.L4PROTO),
  }),
};
