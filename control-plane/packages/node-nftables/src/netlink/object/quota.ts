import { QUOTA } from '../attribute-numbers.ts';
import { numeric, type StatefulKind } from './stateful-kind.ts';

const FLAG_OVER = 1;

export const quotaObject: StatefulKind = {
  write(writer, { bytes, used, inv }) {
    writer.u64(QUOTA.BYTES, numeric(bytes));
    writer.u64(QUOTA.CONSUMED, numeric(used));
    writer.u32(QUOTA.FLAGS, inv === true ? FLAG_OVER : 0);
    return typeof bytes === 'number';
  },
  read: (data) => ({
    bytes: data.u64(QUOTA.BYTES) ?? 0,
    used: data.u64(QUOTA.CONSUMED) ?? 0,
    inv: ((data.u32(QUOTA.FLAGS) ?? 0) & FLAG_OVER) !== 0,
  }),
};
