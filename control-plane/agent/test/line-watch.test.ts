import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AdminLineSighting } from '@omamori/contract/admin-install';
import { Nft } from 'node-nftables';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyRuleset } from '../src/data-plane/apply-kernel.ts';
import { generateRuleset } from '../src/data-plane/ruleset/generate-ruleset.ts';
import { LINE_PREFIX as RULES_PREFIX } from '../src/data-plane/ruleset/ruleset-names.ts';
import { LINE_PREFIX } from '../src/platform/capture.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { until } from './broker-fixture.ts';
import { type InlineBox, openInlineBox, type Side } from './inline-box.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const BROADCAST = 'ffffffffffff';
const ROUTER = '02005e0053aa';
const PHONE = '02005e005331';
const NOTHING = { addressLists: [], isolation: [], exceptions: [], ports: [], protectedDestinations: [] };

/** Whole frames, as they come over the cable. */
const padi = `${BROADCAST}${PHONE}8863${'1109000000040101 0000'.replace(' ', '')}`;
const pado = `${PHONE}${ROUTER}8863${'1107000000090102 0005746f6b796f'.replace(' ', '')}`;
const tagged = `${BROADCAST}${ROUTER}810000050806${arp('c0000201', ROUTER)}`;
const beside = `${BROADCAST}${PHONE}0806${arp('c000021f', PHONE)}`;

function arp(sender: string, mac: string): string {
  return `0001080006040001${mac}${sender}000000000000c0000202`;
}

interface Answer {
  readonly seen: AdminLineSighting[];
  readonly told: number;
}

let box: InlineBox;

beforeAll(async () => {
  box = await openInlineBox();
  const nft = await Nft.open({ netns: box.name('box') });
  if (!nft.ok) throw new Error(nft.error.message);
  const geo = { blockInbound: [], blockOutbound: [], except: [] };
  const plan = generateRuleset({ geo, ...NOTHING }, { lan: 'lan', wan: 'wan', bridge: 'br0' });
  const applied = await applyRuleset(nft.value, plan, Date.now());
  if (!applied.ok) throw new Error(applied.error.message);
  await nft.value.close();
});
afterAll(() => box?.close());

async function send(side: Side, device: string, ...frames: string[]): Promise<void> {
  const argv = box.argv(
    side,
    process.execPath,
    here('../../packages/node-nftables/test/send-frames.ts'),
    device,
    ...frames,
  );
  const sent = await runProgram(argv, { timeoutMs: 20_000 });
  expect(sent).toMatchObject({ ok: true, value: { exitCode: 0 } });
}

it('sees dialling, its answer, a VLAN and who stands beside the box, each with its side, and takes none for a device of the office', async () => {
  expect(LINE_PREFIX).toBe(RULES_PREFIX);
  const child = box.start('box', process.execPath, here('line-child.ts'));
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('no pipes');
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Answer> => JSON.parse((await answers.next()).value ?? '{}') as Answer;
  await next();
  const ask = () => {
    stdin.write('\n');
    return next();
  };
  await send('office', 'lan0', padi);
  await send('outside', 'wan0', pado, tagged, beside);
  let seen: AdminLineSighting[] = [];
  await until('all four are seen', async () => {
    ({ seen } = await ask());
    return new Set(seen.map(({ kind }) => kind)).size >= 4;
  });
  const told = (await ask()).told;
  const of = (kind: AdminLineSighting['kind']) => seen.filter((one) => one.kind === kind);
  expect(of('pppoe-call')).toMatchObject([{ side: 'lan', mac: '02:00:5e:00:53:31' }]);
  expect(of('pppoe-offer')).toMatchObject([{ side: 'wan', mac: '02:00:5e:00:53:aa', detail: 'tokyo' }]);
  expect(of('vlan')).toMatchObject([{ side: 'wan', detail: '5' }]);
  expect(of('neighbour').find(({ address }) => address === '192.0.2.31')).toMatchObject({ side: 'wan' });
  await send('outside', 'wan0', pado, tagged, beside);
  expect((await ask()).told).toBe(told);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  stdin.end();
  await gone;
});
