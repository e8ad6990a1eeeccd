import type { ObjectPlace } from './table.ts';

export interface CtHelperObject {
  readonly 'ct helper': NamedCtHelper;
}

/** A helper for protocols that open further connections (an application layer gateway). `type` is the helper's name in the kernel (ftp, sip, tftp …); its module has to be there. */
export interface NamedCtHelper extends ObjectPlace {
  readonly type: string;
  readonly protocol: 'tcp' | 'udp';
  readonly l3proto?: 'ip' | 'ip6' | 'inet';
}
