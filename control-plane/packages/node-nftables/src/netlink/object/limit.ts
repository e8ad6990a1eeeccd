import { LIMIT } from '../attribute-numbers.ts';
import { limitBody, limitFields } from '../statement/limit.ts';
import type { StatefulKind } from './stateful-kind.ts';

export const limitObject: StatefulKind = {
  write(writer, body) {
    const fields = limitFields(body);
    if (fields === undefined) return false;
    writer.u64(LIMIT.RATE, fields.rate ?? 0);
    writer.u64(LIMIT.UNIT, fields.unit ?? 1);
    writer.u32(LIMIT.BURST, fields.burst ?? 0);
    writer.u32(LIMIT.TYPE, fields.type ?? 0);
    writer.u32(LIMIT.FLAGS, fields.flags ?? 0);
    return true;
  },
  read: (data) =>
    limitBody({
      rate: data.u64(LIMIT.RATE),
      unit: data.u64(LIMIT.UNIT),
      burst: data.u32(LIMIT.BURST),
      type: data.u32(LIMIT.TYPE),
      flags: data.u32(LIMIT.FLAGS),
    }),
};
