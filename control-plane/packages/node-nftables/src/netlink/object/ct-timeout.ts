import { CT_TIMEOUT } from '../attribute-numbers.ts';
import { readProtocols } from './protocols.ts';

/** Only read, and without its policy: nft 1.0.6 has no JSON for it that it could read back. */
export const ctTimeoutObject = {
  read: (data: Parameters<typeof readProtocols>[0]): object =>
    readProtocols(data, CT_TIMEOUT.L3PROTO, CT_TIMEOUT.L4PROTO),
};
