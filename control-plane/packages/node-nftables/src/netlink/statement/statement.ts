/** One statement of a rule, by its name: the switch between the files of this folder. */
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { compileMasquerade, compileRedirect, compileTranslation } from './address-translation.ts';
import { compileCtCount, compileFlow, compileSynproxy } from './connection.ts';
import { compileCounter } from './counter.ts';
import { compileDup, compileFwd, compileTproxy } from './forwarding.ts';
import { compileLimit } from './limit.ts';
import { compileLog } from './log.ts';
import { compileMangle } from './mangle.ts';
import { compileMatch } from './match.ts';
import { OBJECT_TYPE, pushObjectReference } from './object-reference.ts';
import { compileQueue } from './queue.ts';
import { compileQuota } from './quota.ts';
import { compileReject } from './reject.ts';
import { compileSetUpdate } from './set-update.ts';
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
  snat: (rule, body) => compileTranslation(rule, 'snat', body),
  dnat: (rule, body) => compileTranslation(rule, 'dnat', body),
  masquerade: compileMasquerade,
  redirect: compileRedirect,
  set: (rule, body) => compileSetUpdate(rule, body, 'set'),
  map: (rule, body) => compileSetUpdate(rule, body, 'map'),
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
