import { COUNTER } from '../attribute-numbers.ts';
import { numeric, type StatefulKind } from './stateful-kind.ts';

export const counterObject: StatefulKind = {
  write(writer, { packets, bytes }) {
    writer.u64(COUNTER.BYTES, numeric(bytes));
    writer.u64(COUNTER.PACKETS, numeric(packets));
    return true;
  },
  read: (data) => ({ packets: data.u64(COUNTER.PACKETS) ?? 0, bytes: data.u64(COUNTER.BYTES) ?? 0 }),
};
