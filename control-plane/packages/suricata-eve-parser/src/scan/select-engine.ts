import { EveError } from '../eve-error.ts';
import { LineFramer } from '../frame-lines.ts';
import type { LineIntake, LineJudge } from '../judge-line.ts';
import { WasmIntake } from './wasm/wasm-intake.ts';
import { kernelModule, WasmKernel } from './wasm/wasm-kernel.ts';

export type EveEngine = 'wasm' | 'js';

/** Without a wish the best engine that is there; an engine asked for by name is given or refused, never replaced. */
export function selectEngine(wished: EveEngine | undefined): EveEngine {
  if (wished === 'js') return 'js';
  if (wished !== undefined && wished !== 'wasm') {
    throw new EveError({ code: 'EVE_MISUSE', message: `no such engine: ${String(wished satisfies never)}` });
  }
  if (kernelModule() !== null) return 'wasm';
  if (wished === undefined) return 'js';
  throw new EveError({
    code: 'EVE_ENGINE_UNAVAILABLE',
    message: 'this JavaScript engine has no WebAssembly SIMD; leave `engine` out or ask for js',
  });
}

export function startIntake(engine: EveEngine, judge: LineJudge, maxLineBytes: number): LineIntake {
  const module = engine === 'wasm' ? kernelModule() : null;
  if (module === null) return new LineFramer(judge, maxLineBytes);
  return new WasmIntake(new WasmKernel(module, maxLineBytes), judge, maxLineBytes);
}
