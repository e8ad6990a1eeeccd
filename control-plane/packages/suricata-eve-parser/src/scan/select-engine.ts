import { EveError } from '../eve-error.ts';
import { JsLineScanner } from './js/scan-line.ts';
import type { LineScanner } from './line-scanner.ts';

export type EveEngine = 'wasm' | 'js';

export interface SelectedEngine {
  readonly name: EveEngine;
  readonly scanner: LineScanner;
}

/** Without a wish the best engine that is there; an engine asked for by name is given or refused, never replaced. */
export function selectEngine(wished: EveEngine | undefined): SelectedEngine {
  switch (wished) {
    case undefined:
    case 'js':
      return { name: 'js', scanner: new JsLineScanner() };
    case 'wasm':
      throw new EveError({
        code: 'EVE_ENGINE_UNAVAILABLE',
        message: 'the wasm engine is not part of this version; leave `engine` out or ask for js',
      });
    default:
      throw new EveError({ code: 'EVE_MISUSE', message: `no such engine: ${String(wished satisfies never)}` });
  }
}
