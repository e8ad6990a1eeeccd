import type { SynproxyOptions } from '../statement/synproxy.ts';
import type { ObjectPlace } from './table.ts';

export interface SynproxyObject {
  readonly synproxy: NamedSynproxy;
}

export type NamedSynproxy = ObjectPlace & SynproxyOptions;
