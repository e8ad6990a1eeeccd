// `npm run bench -- NAME …` and `npm run fuzz -- NAME …`, `npm run soak -- NAME …`: the named program of the room that owns it, with the rest of the
// arguments. Its last line on stdout is the result, one JSON object (design.md §8).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { refuse } from './coded-sentence.ts';

const PROGRAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bench: {
    antivirus: 'hil-tests/scenarios/run-antivirus-bench.ts',
    bundle: 'control-plane/agent/bench/run-bundle-bench.ts',
    box: 'control-plane/agent/bench/run-box-bench.ts',
    center: 'control-plane/center/bench/run-center-bench.ts',
    eve: 'control-plane/packages/suricata-eve-parser/bench/run-bench.ts',
    floods: 'control-plane/agent/bench/run-flood-bench.ts',
    nft: 'control-plane/packages/node-nftables/bench/run-bench.ts',
    traffic: 'control-plane/agent/bench/run-traffic-bench.ts',
  },
  soak: {
    kills: 'hil-tests/scenarios/run-soak.ts',
    engine: 'hil-tests/scenarios/run-engine-soak.ts',
    nft: 'control-plane/packages/node-nftables/soak/run-soak.ts',
    'nft-arm64': 'control-plane/packages/node-nftables/soak/run-arm64.ts',
  },
  fuzz: { eve: 'control-plane/packages/suricata-eve-parser/fuzz/run-fuzz.ts' },
};

const [kind = '', name = '', ...rest] = process.argv.slice(2);
const programs = PROGRAMS[kind] ?? {};
const program = programs[name];
if (program === undefined) {
  const known = Object.keys(programs).join(', ');
  refuse({
    code: 'SET_NAME_UNKNOWN',
    what: `there is no ${kind} named "${name}"`,
    advice: `use one of these: ${known}`,
  });
} else {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../..', program), ...rest], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
}
