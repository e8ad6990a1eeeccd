/**
 * One rule on its way to the kernel: its expressions so far, what is known of the packet at this point (so that a match
 * on a TCP port asks for TCP once), and the first reason why it cannot be built. Once refused, it stays refused: what
 * is compiled afterwards goes nowhere.
 */
import type { Family } from '../../object/table.ts';
import type { SetDeclaration } from '../element/set-declaration.ts';
import type { Loaded } from '../selector/loaded.ts';
import type { ExpressionName, ExpressionOf, KernelExpression } from './kernel-expression.ts';

export interface AnonymousSetPlan {
  readonly types: SetDeclaration['types'];
  readonly keyBytes: number;
  readonly isInterval: boolean;
  readonly shift?: number | undefined;
  readonly order?: 'big' | 'host' | undefined;
  readonly data?: SetDeclaration['data'];
  readonly elements: readonly unknown[];
}

export interface MeterPlan {
  readonly name: string;
  readonly size: number;
  readonly isTimed: boolean;
  readonly types: SetDeclaration['types'];
  readonly keyBytes: number;
}

/** What a rule needs of the document and table around it. */
export interface RuleScope {
  readonly family: Family;
  readonly table: string;
  /** The switches over all selectors and statements: those that hold others reach them through here. */
  loadSelector(rule: RuleBuilder, selector: unknown, slot: number): Loaded | undefined;
  compileStatement(rule: RuleBuilder, statement: unknown): void;
  findSet(name: string): { readonly declaration: SetDeclaration; readonly id?: number | undefined } | undefined;
  /** In the namespace of the door. */
  interfaceIndex(name: string): number | undefined;
  /** Declares a constant set without a name before the rule. Undefined: an element is none of the type. */
  addAnonymousSet(
    plan: AnonymousSetPlan,
  ): { readonly name: string; readonly id: number } | { readonly refused: unknown };
  /** Declares a meter's set before the rule; its number within the transaction. */
  addMeter(plan: MeterPlan): number;
}

export interface Protocols {
  /** Ether type, or `vlan` inside a tag. */
  link?: string | undefined;
  network?: string | undefined;
  transport?: number | undefined;
}

export class RuleBuilder {
  readonly scope: RuleScope;
  readonly expressions: KernelExpression[] = [];
  readonly protocols: Protocols = {};
  refusal: string | undefined;

  constructor(scope: RuleScope) {
    this.scope = scope;
    if (scope.family === 'ip' || scope.family === 'ip6' || scope.family === 'arp') {
      this.protocols.network = scope.family;
    }
  }

  get family(): Family {
    return this.scope.family;
  }

  push<N extends ExpressionName>(name: N, fields: Omit<ExpressionOf<N>, 'name'>): void {
    this.expressions.push({ name, ...fields } as unknown as KernelExpression);
  }

  load(selector: unknown, slot: number): Loaded | undefined {
    return this.scope.loadSelector(this, selector, slot);
  }

  /** Always undefined, so that a caller can give up with it. */
  refuse(reason: string): undefined {
    this.refusal ??= reason.slice(0, 300);
    return undefined;
  }
}
