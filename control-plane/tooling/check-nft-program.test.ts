import { expect, it } from 'vitest';
import { findNftProgram } from './check-nft-program.ts';

const problems = (path: string, text: string) => findNftProgram([{ path, text }]).problems;

it.each(["spawn('nft', ['-f', '-'])", 'run("/usr/sbin/nft", [])', 'exec(`nft -j list ruleset`)'])(
  'fails on %s',
  (text) => {
    expect(problems('control-plane/agent/src/data-plane/a.ts', `first\n${text}`)).toEqual([
      'control-plane/agent/src/data-plane/a.ts:2: starts the nft program',
    ]);
  },
);

it('leaves words, tests and the witnesses of the lab alone', () => {
  expect(problems('control-plane/agent/src/a.ts', "import { nft } from './nft.ts'; // what nft -j prints")).toEqual([]);
  expect(problems('control-plane/agent/src/a.test.ts', "run('nft')")).toEqual([]);
  expect(problems('hil-tests/scenarios/watch-arrivals.ts', "lab.run(host, ['nft', '-f', '-'])")).toEqual([]);
});
