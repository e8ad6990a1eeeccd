export {
  type CanonicalRuleset,
  canonicalDocument,
  canonicalListing,
  compareRulesets,
  type RulesetDifference,
} from './canonical-ruleset.ts';
export type { Flow, FlowTuple } from './conntrack/flow.ts';
export { type Conntrack, type FlowEvent, openConntrack } from './conntrack/open-conntrack.ts';
export * from './document.ts';
export { type ExplainLanguage, explainRule, explainRuleset } from './explain-ruleset.ts';
export * from './expression/anonymous-set.ts';
export * from './expression/bit-operation.ts';
export * from './expression/bitmask.ts';
export * from './expression/concat.ts';
export * from './expression/ct.ts';
export * from './expression/expression.ts';
export * from './expression/extension-header.ts';
export * from './expression/fib.ts';
export * from './expression/hash.ts';
export * from './expression/map.ts';
export * from './expression/meta.ts';
export * from './expression/numgen.ts';
export * from './expression/payload.ts';
export * from './expression/prefix.ts';
export * from './expression/range.ts';
export * from './expression/route.ts';
export * from './expression/set-reference.ts';
export * from './expression/socket.ts';
export * from './expression/tcp-option.ts';
export { FakeNft } from './fake-nft.ts';
export { type InjectError, type InjectErrorCode, type Injector, openInjector } from './inject/open-injector.ts';
export type { NflogError, NflogErrorCode } from './log/nflog-error.ts';
export type { NflogPacket } from './log/nflog-packet.ts';
export { type Nflog, type NflogOptions, type NflogStats, openNflog } from './log/open-nflog.ts';
export { type ListOptions, Nft, type OpenOptions } from './nft.ts';
export type { ElementChange, ListContents, NftDoor, SetShape } from './nft-door.ts';
export type { NftError, NftErrorCode, Result } from './nft-error.ts';
export type { NftEvent } from './nft-event.ts';
export * from './object/chain.ts';
export * from './object/counter.ts';
export * from './object/ct-alg.ts';
export * from './object/ct-expectation.ts';
export * from './object/element.ts';
export * from './object/flowtable.ts';
export * from './object/limit.ts';
export * from './object/map.ts';
export * from './object/quota.ts';
export * from './object/rule.ts';
export * from './object/set.ts';
export * from './object/synproxy.ts';
export * from './object/table.ts';
export type { ElementInput, ElementKey } from './prepare-elements.ts';
export {
  type Nfqueue,
  type NfqueueOptions,
  type NfqueueStats,
  openNfqueue,
  type QueueError,
  type QueueErrorCode,
  type QueueVerdict,
} from './queue/open-nfqueue.ts';
export type { QueuePacket } from './queue/queue-packet.ts';
export * from './statement/accept.ts';
export * from './statement/address.ts';
export * from './statement/continue.ts';
export * from './statement/counter.ts';
export * from './statement/ct-alg.ts';
export * from './statement/ct-count.ts';
export * from './statement/ct-expectation.ts';
export * from './statement/ct-timeout.ts';
export * from './statement/dnat.ts';
export * from './statement/drop.ts';
export * from './statement/dup.ts';
export * from './statement/flow.ts';
export * from './statement/fwd.ts';
export * from './statement/jump.ts';
export * from './statement/last.ts';
export * from './statement/limit.ts';
export * from './statement/log.ts';
export * from './statement/mangle.ts';
export * from './statement/map-update.ts';
export * from './statement/masquerade.ts';
export * from './statement/match.ts';
export * from './statement/meter.ts';
export * from './statement/notrack.ts';
export * from './statement/object-map.ts';
export * from './statement/queue.ts';
export * from './statement/quota.ts';
export * from './statement/redirect.ts';
export * from './statement/reject.ts';
export * from './statement/return.ts';
export * from './statement/set-update.ts';
export * from './statement/snat.ts';
export * from './statement/statement.ts';
export * from './statement/synproxy.ts';
export * from './statement/tproxy.ts';
export * from './statement/verdict.ts';
export * from './statement/verdict-map.ts';
export { Transaction } from './transaction.ts';
