// Companies with one box each, and how each box stands: settings' entries, devices, liveness, policy.
import type { Industry } from '@omamori/contract/console-api/place';
import type { FleetEntry } from '../src/settings.ts';
import { DEVICES, FORMS, INDUSTRY_SHARES, NAMES, PREFECTURE_WEIGHTS, SITES, TRADES } from './catalogue/words.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

export const MOST_BOXES = 10_000;

export interface SimulatedDevice {
  readonly mac: string;
  readonly ip: string;
  readonly name: string;
}

/** How a box lives while somebody looks, ux.md §5.3. */
export type BoxLife = 'online' | 'late' | 'silent' | 'never' | 'uninspected' | 'starting';

export interface SimulatedBox {
  readonly entry: FleetEntry;
  readonly devices: readonly SimulatedDevice[];
  readonly life: BoxLife;
  /** What becomes of its newest policy. */
  readonly convergence: 'converged' | 'pending' | 'refused' | 'failed' | 'rolled-back';
  readonly rulesAgeDays: number;
  readonly agentVersion: string;
  readonly versions: number;
  /** mission.md, field figures: 64 of 110 companies are attacked, 31 of 110 have something to tell from inside. */
  readonly attacked: boolean;
  readonly infected: boolean;
}

const LIVES: readonly (readonly [BoxLife, number])[] = [
  ...([
    ['online', 905],
    ['late', 12],
    ['silent', 30],
    ['never', 25],
    ['uninspected', 15],
    ['starting', 13],
  ] as const),
];
const FATES: readonly (readonly [SimulatedBox['convergence'], number])[] = [
  ...([
    ['converged', 940],
    ['pending', 30],
    ['refused', 15],
    ['failed', 8],
    ['rolled-back', 7],
  ] as const),
];

/** Multiples of the golden ratio and of the plastic number's inverse: any run of boxes has each share as near as can be. */
const LIFE_STEP = 0.618_033_988_75;
const FATE_STEP = 0.754_877_666_25;

/** Exact shares, not chances: the k-th of n boxes is in when the running share passes a whole number. */
const SHARE_ATTACKED = 64 / 110;
const SHARE_INFECTED = 31 / 110;

/** The same `count` and `seed`: the same companies; a larger fleet begins with the smaller one. */
export function makeCompanies(count: number, seed: number): SimulatedBox[] {
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) => makeBox(index, seed, taken));
}

function makeBox(index: number, seed: number, taken: Set<string>): SimulatedBox {
  const random = seededRandom(seed, `box ${index}`);
  const industry = random.weighted(INDUSTRY_SHARES);
  const devices = makeDevices(index, random);
  const life = shareOf(LIVES, index * LIFE_STEP);
  const appliance = `sim-${String(index + 1).padStart(5, '0')}`;
  const labelled = devices.filter(() => random.next() < 0.8);
  const heard = life !== 'never';
  return {
    entry: {
      appliance,
      company: makeName(industry, random, taken, index),
      site: random.pick(SITES),
      timeZone: 'Asia/Tokyo',
      labels: Object.fromEntries(labelled.map((device) => [device.mac, labelOf(device)])),
      language: 'ja',
      routers: [],
      prefecture: makePrefecture(random),
      industry,
    },
    devices: heard ? devices : [],
    life,
    convergence: heard ? shareOf(FATES, index * FATE_STEP) : 'pending',
    rulesAgeDays: random.next() < 0.03 ? random.between(3, 20) : random.between(0, 1),
    agentVersion: random.weighted([
      ['0.2.0', 80],
      ['0.1.9', 15],
      ['0.1.7', 5],
    ] as const),
    versions: random.weighted([
      [1, 60],
      [2, 25],
      [3, 15],
    ] as const),
    attacked: heard && passesWhole(index, SHARE_ATTACKED),
    infected: heard && passesWhole(index * 7 + 3, SHARE_INFECTED),
  };
}

function shareOf<T>(shares: readonly (readonly [T, number])[], at: number): T {
  const whole = shares.reduce((sum, [, weight]) => sum + weight, 0);
  let left = (at % 1) * whole;
  for (const [value, weight] of shares) {
    left -= weight;
    if (left < 0) return value;
  }
  throw new Error('a share lies outside the whole');
}

function passesWhole(index: number, share: number): boolean {
  return Math.floor((index + 1) * share) > Math.floor(index * share);
}

function makeName(industry: Industry, random: SeededRandom, taken: Set<string>, index: number): string {
  const forms =
    industry === 'medical-care' ? FORMS.medical : industry === 'professional' ? FORMS.office : FORMS.company;
  for (let attempt = 0; attempt < 20; attempt++) {
    const name = `${random.pick(forms)}${random.pick(NAMES)}${random.pick(TRADES[industry])}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
  const name = `${random.pick(forms)}${random.pick(NAMES)}${index + 1}${random.pick(TRADES[industry])}`;
  taken.add(name);
  return name;
}

function makePrefecture(random: SeededRandom): number {
  const weights = Array.from({ length: 47 }, (_, at) => [at + 1, PREFECTURE_WEIGHTS[at + 1] ?? 1] as const);
  return random.weighted(weights);
}

/** Locally administered MAC addresses (IEEE 802 §8.2): no maker's. */
function makeDevices(index: number, random: SeededRandom): SimulatedDevice[] {
  const count = random.between(4, DEVICES.length);
  const box = [(index >> 8) & 255, index & 255].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
  return DEVICES.slice(0, count).map(([, name], at) => ({
    mac: `02:5e:${box}:00:${(at + 1).toString(16).padStart(2, '0')}`,
    ip: `192.168.10.${10 + at}`,
    name,
  }));
}

function labelOf(device: SimulatedDevice): string {
  return DEVICES.find(([, name]) => name === device.name)?.[0] ?? device.name;
}
