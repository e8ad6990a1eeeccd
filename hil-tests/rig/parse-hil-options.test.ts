import { describe, expect, it } from 'vitest';
import { parseHilOptions } from './parse-hil-options.ts';

const scenarios = ['bulk', 'A', 'power-cut'];

describe('parseHilOptions', () => {
  it('takes a target, in either form', () => {
    const plain = parseHilOptions(['--target', 'qemu-arm64', '--fast'], scenarios);
    expect(plain).toEqual({ ok: true, value: { target: 'qemu-arm64', only: null, fast: true, boots: 0, bench: null } });
    const joined = parseHilOptions(['--target=netns', '--only=A,bulk', '--boots', '3'], scenarios);
    expect(joined).toEqual({
      ok: true,
      value: { target: 'netns', only: ['A', 'bulk'], fast: false, boots: 3, bench: null },
    });
  });

  it.each([
    [['--fast'], 'HIL_TARGET_UNKNOWN'],
    [['--target', 'bord'], 'HIL_TARGET_UNKNOWN'],
    [['--target', 'board', '--rig', 'bench.json'], 'HIL_BOARD_DRY_ONLY'],
    [['--target', 'netns', '--slow'], 'HIL_OPTION_UNKNOWN'],
    [['--target', 'netns', '--only', 'A,Z'], 'HIL_SCENARIO_UNKNOWN'],
  ])('refuses %j', (args, code) => {
    expect(parseHilOptions(args, scenarios)).toMatchObject({ ok: false, error: { code } });
  });
});
