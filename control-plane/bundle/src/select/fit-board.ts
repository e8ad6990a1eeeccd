// What a board has room for. A rule costs memory and loading time; the estimate is the engine's own measured slope.
import { z } from 'zod';
import { type JudgedRule, PRESETS, type Preset } from './judge-rule.ts';

/** `rules/policy/boards.yaml`. */
export const boardsSchema = z.strictObject({
  v: z.literal(1),
  boards: z.record(
    z.string().regex(/^[a-z0-9-]{1,40}$/),
    z.strictObject({
      /** For the engine's rules alone, in MB: resident memory above that of an engine without rules. */
      memoryMb: z.number().min(10),
      /** From start to inspecting. */
      loadSeconds: z.number().min(1),
      kbPerRule: z.number().min(0.1),
      msPerRule: z.number().min(0.01),
    }),
  ),
});
export type Board = z.infer<typeof boardsSchema>['boards'][string];

export interface PresetFit {
  readonly preset: Preset;
  readonly rules: number;
  readonly blocking: number;
  readonly leftOut: number;
  readonly estimatedMb: number;
  readonly estimatedSeconds: number;
}

export interface Fit {
  readonly kept: readonly JudgedRule[];
  readonly presets: readonly PresetFit[];
}

/**
 * Takes the quiet presets first and the worthiest rules first within each: what has no room is the least worthy of
 * the loudest preset, and the quieter presets keep what they have.
 */
export function fitBoard(rules: readonly JudgedRule[], board: Board): Fit {
  const room = Math.floor(
    Math.min((board.memoryMb * 1024) / board.kbPerRule, (board.loadSeconds * 1000) / board.msPerRule),
  );
  const order = [...rules].sort(
    (a, b) => PRESETS.indexOf(a.preset) - PRESETS.indexOf(b.preset) || b.worth - a.worth || a.sid - b.sid,
  );
  const kept = order.slice(0, room);
  const presets = PRESETS.map((preset) => {
    const within = (rule: JudgedRule) => PRESETS.indexOf(rule.preset) <= PRESETS.indexOf(preset);
    const mine = kept.filter(within);
    return {
      preset,
      rules: mine.length,
      blocking: mine.filter(({ blocks }) => blocks).length,
      leftOut: order.filter(within).length - mine.length,
      estimatedMb: Math.round((mine.length * board.kbPerRule) / 1024),
      estimatedSeconds: Math.round((mine.length * board.msPerRule) / 100) / 10,
    };
  });
  return { kept: kept.sort((a, b) => a.sid - b.sid), presets };
}
