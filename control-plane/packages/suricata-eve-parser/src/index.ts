// The surface of suricata-eve-parser; what is not exported here may change without notice.

export {
  type CellsOf,
  type ColumnKind,
  type ColumnSpec,
  type EveBatch,
  type IdCells,
  NO_FIELD,
  NO_ID,
  type NumberCells,
  type SpanCells,
} from './columns/column-types.ts';
export { createEveColumns, type EveColumns, type EveColumnsOptions } from './columns/eve-columns.ts';
export { OTHER_TYPES } from './count-types.ts';
export {
  EveError,
  type EveErrorCode,
  type EveGapCode,
  type EveLineErrorCode,
  type MalformedLine,
} from './eve-error.ts';
export { type EveEvents, type EveEventsOptions, eveEvents } from './eve-events.ts';
export {
  createEveParser,
  type EveParser,
  type EveParserOptions,
  type EveStatsView,
} from './eve-parser.ts';
export type * from './event/detection.ts';
export type * from './event/directory.ts';
export type * from './event/enip.ts';
export type * from './event/eve-event.ts';
export type { EveFields, EveOpenProtocol } from './event/eve-fields.ts';
export type * from './event/event-part.ts';
export type * from './event/exchange.ts';
export type * from './event/flow.ts';
export type * from './event/machine.ts';
export type * from './event/office.ts';
export type * from './event/service.ts';
export type * from './event/web.ts';
export { type ChunkEnd, type FollowFileOptions, followFile, type LogGap } from './follow-file.ts';
export type { Bookmark } from './followed-file.ts';
export { DEFAULT_MAX_LINE_BYTES } from './frame-lines.ts';
export type { TypeMode } from './judge-line.ts';
export { type EveLineError, type EveLineResult, parseEveLine } from './parse-eve-line.ts';
export type { EveEngine } from './scan/select-engine.ts';
