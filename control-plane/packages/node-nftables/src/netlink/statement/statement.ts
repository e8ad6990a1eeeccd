/** One statement of a rule, by its name: the switch between the files of this folder. */
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { compileCounter } from './counter.ts';
import { compileCtCount } from './ct-count.ts';
import { compileDnat } from './dnat.ts';
import { compileDup } from './dup.ts';
import { compileFlow } from './flow.ts';
import { compileFwd } from './fwd.ts';
import { compileLimit } from './limit.ts';
import { compileLog } from './log.ts';
import { compileMangle } from './mangle.ts';
import { compileMasquerade } from './masquerade.ts';
import { compileMatch } from './match.ts';
import { compileMeter } from './meter.ts';
import { OBJECT_TYPE, pushObjectReference } from './object-reference.ts';
import { compileQueue } from './queue.ts';
import { compileQuota } from './quota.ts';
import { compileRedirect } from './redirect.ts';
import { compileReject } from './reject.ts';
import { compileSetUpdate } from './set-update.ts';
import { compileSnat } from './snat.ts';
import { compileSynproxy } from './synproxy.ts';
import { compileTproxy } from './tproxy.ts';
import { compileVerdict, isVerdictName } from './verdict.ts';
import { compileVerdictMap } from './verdict-map.ts';

type Compiler = (rule: RuleBuilder, body: unknown) => void;

const COMPILERS: Readonly<Record<string, Compiler>> = {
  match: compileMatch,
  counter: compileCounter,
  limit: compileLimit,
  quota: compileQuota,
  log: compileLog,
  reject: compileReject,
  queue: compileQueue,
  mangle: compileMangle,
  snat: compileSnat,
  dnat: compileDnat,
  masquerade: compileMasquerade,
  redirect: compileRedirect,
  set: (rule, body) => compileSetUpdate(rule, body, 'set'),
  map: (rule, body) => compileSetUpdate(rule, body, 'map'),
  meter: compileMeter,
  vmap: compileVerdictMap,
  dup: compileDup,
  fwd: compileFwd,
  tproxy: compileTproxy,
  notrack: (rule) => rule.push('notrack', {}),
  last: (rule) => rule.push('last', {}),
  flow: compileFlow,
  synproxy: compileSynproxy,
  'ct count': compileCtCount,
  'ct helper': (rule, body) => pushObjectReference(rule, OBJECT_TYPE['ct helper'], body),
  'ct timeout': (rule, body) => pushObjectReference(rule, OBJECT_TYPE['ct timeout'], body),
  'ct expectation': (rule, body) => pushObjectReference(rule, OBJECT_TYPE['ct expectation'], body),
};

export function compileStatement(rule: RuleBuilder, statement: unknown): void {
  const entries = isRecord(statement) ? Object.entries(statement) : [];
  const [name, body] = entries[0] ?? [];
  if (name === undefined || entries.length !== 1) rule.refuse(`not a statement: ${JSON.stringify(statement)}`);
  else if (isVerdictName(name)) compileVerdict(rule, name, body);
  else if (Object.hasOwn(COMPILERS, name)) COMPILERS[name]?.(rule, body);
  else rule.refuse(`unknown statement ${name}`);
}
