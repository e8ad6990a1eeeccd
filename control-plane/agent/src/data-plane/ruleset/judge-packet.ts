// What a generated ruleset would do with the first packet of a conversation, without a kernel: the rules themselves are
// interpreted, so there is no second meaning of a policy. Every statement the generator writes is understood; another
// one is an error, never a guess. A test holds this against the kernel.
import { err, ok, type Result } from '@omamori/contract/result';
import type { Statement } from 'node-nftables';
import { type AddressPrefix, isInPrefixes } from '../../platform/address-prefix.ts';
import { compileMatch, type PacketTest } from './compile-match.ts';
import { type JudgedPacket, type PacketView, packetView } from './packet-view.ts';
import { BLOCK_GROUP, BRIDGE_TABLE } from './ruleset-names.ts';
import type { ChainPlan, RulesetPlan, SetPlan } from './ruleset-plan.ts';

export interface PacketVerdict {
  readonly passes: boolean;
  /** Of a drop: prefix of the message about it (`om:<reason>:<detail>`), null when the rules write none. */
  readonly said: string | null;
}

export type PacketJudge = (packet: JudgedPacket) => PacketVerdict;

type Outcome = 'next-rule' | 'accept' | 'drop' | 'return';
type Op = (view: PacketView, trail: Trail) => Outcome | 'go-on';
interface Trail {
  mark: number;
  said: string | null;
}

/**
 * Error: RPL_RULE_UNKNOWN. `countryOf` and `isListed` are what the bundle's sets are filled from: the country table, and
 * whether a list of a feed has the address.
 */
export function compileRuleset(
  plan: RulesetPlan,
  countryOf: (ip: string) => string | null,
  isListed: (list: string, ip: string) => boolean = () => false,
): Result<PacketJudge> {
  const table = plan.tables.find(({ ref }) => ref === BRIDGE_TABLE);
  if (table === undefined) return err('RPL_RULE_UNKNOWN', 'The ruleset has no table for the bridge.');
  const sets = new Map<string, (view: PacketView, value: string) => boolean>();
  for (const set of table.sets) if (set.contents !== 'kernel') sets.set(set.name, memberOf(set));
  for (const { name, family, from } of plan.bundleSets) {
    const has = (view: PacketView, value: string): boolean =>
      'country' in from ? view.countryOf(value) === from.country : isListed(from.list, value);
    sets.set(name, (view, value) => view.family === family && has(view, value));
  }
  const compiler = new Compiler(table.chains, sets);
  try {
    const hooks = compiler.baseChains();
    return ok((packet) => {
      const view = packetView(packet, countryOf);
      const trail: Trail = { mark: 0, said: null };
      for (const run of hooks) {
        if (run(view, trail) === 'drop') return { passes: false, said: trail.said };
      }
      return { passes: true, said: null };
    });
  } catch (thrown) {
    if (!(thrown instanceof UnknownRule)) throw thrown;
    return err('RPL_RULE_UNKNOWN', 'The ruleset holds a statement that cannot be replayed.', { cause: thrown.message });
  }
}

class UnknownRule extends Error {}

/** Addresses by bisection, anything else (MACs) by equality. */
function memberOf({ contents }: SetPlan): (view: PacketView, value: string) => boolean {
  const texts = new Set<string>();
  const prefixes: AddressPrefix[] = [];
  for (const entry of contents === 'kernel' ? [] : contents) {
    if (typeof entry === 'string') texts.add(entry);
    else prefixes.push(entry);
  }
  if (prefixes.length === 0) return (_view, value) => texts.has(value);
  return (view, value) => isInPrefixes(prefixes, view.numberOf(value));
}

const HOOKS = ['prerouting', 'forward'];

class Compiler {
  readonly #chains: ReadonlyMap<string, ChainPlan>;
  readonly #sets: ReadonlyMap<string, (view: PacketView, value: string) => boolean>;
  readonly #compiled = new Map<string, (view: PacketView, trail: Trail) => Outcome>();

  constructor(chains: readonly ChainPlan[], sets: ReadonlyMap<string, (view: PacketView, value: string) => boolean>) {
    this.#chains = new Map(chains.map((chain) => [chain.name, chain]));
    this.#sets = sets;
  }

  /** In the order in which a forwarded packet meets them. */
  baseChains() {
    const rank = ({ base }: ChainPlan): number => HOOKS.indexOf(base?.hook ?? '') * 100_000 + Number(base?.prio ?? 0);
    const met = [...this.#chains.values()].filter(({ base }) => base !== undefined && HOOKS.includes(base.hook));
    return met.sort((a, b) => rank(a) - rank(b)).map(({ name }) => this.#chain(name));
  }

  #chain(name: string): (view: PacketView, trail: Trail) => Outcome {
    const known = this.#compiled.get(name);
    if (known !== undefined) return known;
    const chain = this.#chains.get(name);
    if (chain === undefined) throw new UnknownRule(`no chain ${name}`);
    const rules = chain.rules.map((rule) => rule.map((statement) => this.#statement(statement)));
    const run = (view: PacketView, trail: Trail): Outcome => {
      for (const rule of rules) {
        const outcome = runRule(rule, view, trail);
        if (outcome === 'accept' || outcome === 'drop') return outcome;
        if (outcome === 'return') break;
      }
      return 'return';
    };
    this.#compiled.set(name, run);
    return run;
  }

  #statement(statement: Statement): Op {
    if ('match' in statement) return whenMatched(this.#match(statement.match));
    if ('accept' in statement) return () => 'accept';
    if ('drop' in statement) return () => 'drop';
    if ('return' in statement) return () => 'return';
    if ('jump' in statement) {
      const run = this.#chain(statement.jump.target);
      return (view, trail) => {
        const outcome = run(view, trail);
        return outcome === 'accept' || outcome === 'drop' ? outcome : 'go-on';
      };
    }
    if ('mangle' in statement) return writeMark(statement.mangle);
    if ('log' in statement) {
      const said = statement.log?.group === BLOCK_GROUP ? (statement.log.prefix ?? null) : null;
      return (_view, trail) => {
        trail.said = said ?? trail.said;
        return 'go-on';
      };
    }
    // The first packet of a conversation is within every rate, and what is counted or remembered decides nothing.
    if ('limit' in statement || 'counter' in statement || 'set' in statement) return () => 'go-on';
    throw new UnknownRule(JSON.stringify(statement));
  }

  #match(expression: Parameters<typeof compileMatch>[0]): PacketTest {
    const test = compileMatch(expression, this.#sets);
    if (test === null) throw new UnknownRule(JSON.stringify(expression));
    return test;
  }
}

function runRule(rule: readonly Op[], view: PacketView, trail: Trail): Outcome {
  for (const op of rule) {
    const outcome = op(view, trail);
    if (outcome !== 'go-on') return outcome;
  }
  return 'next-rule';
}

function whenMatched(test: PacketTest): Op {
  return (view, trail) => (test(view, trail.mark) ? 'go-on' : 'next-rule');
}

function writeMark({ key, value }: { readonly key: object; readonly value: unknown }): Op {
  const isMark = 'meta' in key && (key.meta as { key?: unknown }).key === 'mark';
  if (!isMark || typeof value !== 'number') throw new UnknownRule(JSON.stringify({ mangle: { key, value } }));
  return (_view, trail) => {
    trail.mark = value;
    return 'go-on';
  };
}
