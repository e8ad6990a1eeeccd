import { CT_EXPECTATION } from '../attribute-numbers.ts';
import { NF_PROTOCOL, readProtocols, transportNumber } from './protocols.ts';
import { numeric, type StatefulKind } from './stateful-kind.ts';

/** The one number of nf_tables that the kernel takes in its own order. */
function hostOrder(value: number): Uint8Array {
  return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
}

function fromHostOrder(bytes: Uint8Array = new Uint8Array(4)): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

export const ctExpectationObject: StatefulKind = {
  write(writer, { l3proto, protocol, dport, timeout, size }) {
    if (l3proto !== undefined) writer.u16(CT_EXPECTATION.L3PROTO, NF_PROTOCOL[String(l3proto)] ?? 0);
    writer.u8(CT_EXPECTATION.L4PROTO, transportNumber(protocol) ?? 0);
    writer.u16(CT_EXPECTATION.DPORT, numeric(dport));
    writer.value(CT_EXPECTATION.TIMEOUT, hostOrder(numeric(timeout)));
    writer.u8(CT_EXPECTATION.SIZE, numeric(size));
    return transportNumber(protocol) !== undefined;
  },
  read: (data) => ({
    ...readProtocols(data, CT_EXPECTATION.L3PROTO, CT_EXPECTATION.L4PROTO),
    dport: data.u16(CT_EXPECTATION.DPORT),
    timeout: fromHostOrder(data.bytes(CT_EXPECTATION.TIMEOUT)),
    size: data.u8(CT_EXPECTATION.SIZE),
  }),
};
