import { SYNPROXY } from '../attribute-numbers.ts';
import { readSynproxy, synproxyFields } from '../statement/synproxy.ts';
import { numeric, type StatefulKind } from './stateful-kind.ts';

export const synproxyObject: StatefulKind = {
  write(writer, body) {
    const { mss, wscale, flags } = synproxyFields(body);
    writer.u16(SYNPROXY.MSS, numeric(mss));
    writer.u8(SYNPROXY.WSCALE, numeric(wscale));
    writer.u32(SYNPROXY.FLAGS, numeric(flags));
    return true;
  },
  read(data) {
    const fields = { mss: data.u16(SYNPROXY.MSS), wscale: data.u8(SYNPROXY.WSCALE), flags: data.u32(SYNPROXY.FLAGS) };
    return readSynproxy({ name: 'synproxy', ...fields }) ?? {};
  },
};
