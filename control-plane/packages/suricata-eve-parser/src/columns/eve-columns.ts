// The columnar form: lines → cells, no object a line. Same framing, same verdicts, same counts as createEveParser.
import { Buffer } from 'node:buffer';
import { EventView } from '../decode-event.ts';
import { EveError, type MalformedLine } from '../eve-error.ts';
import { checkedMaxLineBytes, type EveParser } from '../eve-parser.ts';
import { LineFramer } from '../frame-lines.ts';
import { type LineIntake, LineJudge, type TypeMode } from '../judge-line.ts';
import { openDoor } from '../open-door.ts';
import type { LineFields } from '../scan/line-scanner.ts';
import { type EveEngine, selectEngine } from '../scan/select-engine.ts';
import { WasmColumns, WasmTexts } from '../scan/wasm/wasm-columns.ts';
import { WasmIntake } from '../scan/wasm/wasm-intake.ts';
import { kernelModule, WasmKernel } from '../scan/wasm/wasm-kernel.ts';
import { CellStore, MAX_ROWS } from './cell-store.ts';
import type { ColumnSpec, EveBatch } from './column-types.ts';
import { TextList } from './text-list.ts';

export interface EveColumnsOptions<Spec extends ColumnSpec> {
  readonly columns: Spec;
  /** Called inside write(), readFrom() or end() with up to 2,048 rows, in the order of the lines. */
  readonly onBatch: (batch: EveBatch<Spec>) => void;
  readonly onMalformed?: ((line: MalformedLine) => void) | undefined;
  /** As in createEveParser; `decode` makes rows. */
  readonly types?: Readonly<Record<string, TypeMode>> | undefined;
  readonly otherTypes?: TypeMode | undefined;
  readonly engine?: EveEngine | undefined;
  readonly maxLineBytes?: number | undefined;
}

export interface EveColumns extends EveParser {
  /** The text of an id ≥ 0, also of earlier batches. */
  textOf(id: number): string;
}

/** Throws what createEveParser throws, and EVE_MISUSE for columns that make no sense. */
export function createEveColumns<const Spec extends ColumnSpec>(options: EveColumnsOptions<Spec>): EveColumns {
  const engine = selectEngine(options.engine);
  const maxLineBytes = checkedMaxLineBytes(options.maxLineBytes);
  const judgeWith = (addRow: (fields: LineFields, offset: number) => void): LineJudge => {
    const judge = new LineJudge(engine, {
      types: options.types,
      otherTypes: options.otherTypes,
      onMalformed: options.onMalformed,
      onEvent: (event) => addRow(EventView.fieldsOf(event), judge.lineOffset),
    });
    return judge;
  };
  const parts =
    engine === 'wasm' ? startKernel(options, maxLineBytes, judgeWith) : startPlain(options, maxLineBytes, judgeWith);
  return { ...openDoor(parts.judge, parts.intake), textOf: (id) => parts.store.texts.textOf(id) };
}

interface Parts {
  readonly judge: LineJudge;
  readonly intake: LineIntake;
  readonly store: CellStore;
}

type JudgeWith = (addRow: (fields: LineFields, offset: number) => void) => LineJudge;

function startKernel<Spec extends ColumnSpec>(
  options: EveColumnsOptions<Spec>,
  maxLineBytes: number,
  judgeWith: JudgeWith,
): Parts {
  const module = kernelModule();
  if (module === null) throw new EveError({ code: 'EVE_ENGINE_UNAVAILABLE', message: 'no WebAssembly SIMD' });
  const kernel = new WasmKernel(module, maxLineBytes, WasmColumns.windowFor(Object.keys(options.columns).length));
  const store = new CellStore(options.columns, new WasmTexts(kernel));
  const columns = new WasmColumns(kernel, store);
  const flush = flushTo(store, options.onBatch);
  // Every line the kernel's columns do not take lies in the kernel's memory all the same.
  const judge = judgeWith((fields, offset) => {
    store.offsets[store.rows] = offset;
    store.lengths[store.rows] = fields.end - fields.start;
    store.rows += 1;
    store.fillRow(store.rows - 1, fields, 0);
  });
  const rows = {
    addRecord: (at: number, offset: number) => columns.addRecord(at, offset),
    followMemory: () => columns.followMemory(),
    flush,
  };
  return { judge, intake: new WasmIntake(kernel, judge, maxLineBytes, rows), store };
}

const FIRST_BATCH_BYTES = 64 * 1024;

/** Lines come from the caller's chunks, which do not last: each one is copied for the life of its batch. */
function startPlain<Spec extends ColumnSpec>(
  options: EveColumnsOptions<Spec>,
  maxLineBytes: number,
  judgeWith: JudgeWith,
): Parts {
  const store = new CellStore(options.columns, new TextList());
  for (const cells of store.cells) {
    const numbers = new Float64Array(cells.kind === 'number' ? MAX_ROWS : 0);
    const [ids, starts, ends] = [0, 1, 2].map(() => new Int32Array(cells.kind === 'number' ? 0 : MAX_ROWS));
    cells.takeArrays({ ids, starts, ends, numbers } as { [array in 'ids' | 'starts' | 'ends']: Int32Array } & {
      numbers: Float64Array;
    });
  }
  store.rows = MAX_ROWS;
  store.clear();
  const flushRows = flushTo(store, options.onBatch);
  // Byte 0 stays free: a start of 0 means that there is no text.
  let fill = 1;
  const flush = () => {
    fill = 1;
    flushRows();
  };
  store.bytes = Buffer.alloc(FIRST_BATCH_BYTES);
  const judge = judgeWith((fields, offset) => {
    const length = fields.end - fields.start;
    if (store.rows === MAX_ROWS || (store.rows > 0 && fill + length > store.bytes.length)) flush();
    if (fill + length > store.bytes.length) store.bytes = Buffer.alloc(fill + length);
    fields.bytes.copy(store.bytes, fill, fields.start, fields.end);
    store.offsets[store.rows] = offset;
    store.lengths[store.rows] = length;
    store.rows += 1;
    store.fillRow(store.rows - 1, fields, fill - fields.start);
    fill += length;
  });
  return { judge, intake: flushedAfterEach(new LineFramer(judge, maxLineBytes), flush), store };
}

function flushTo<Spec extends ColumnSpec>(store: CellStore, onBatch: (batch: EveBatch<Spec>) => void): () => void {
  return () => {
    if (store.rows === 0) return;
    const { rows, offsets, lengths, bytes } = store;
    onBatch({ rows, offsets, lengths, bytes, columns: store.byPath as unknown as EveBatch<Spec>['columns'] });
    store.clear();
  };
}

function flushedAfterEach(intake: LineIntake, flush: () => void): LineIntake {
  return {
    push(chunk) {
      intake.push(chunk);
      flush();
    },
    readFrom(fd) {
      const count = intake.readFrom(fd);
      flush();
      return count;
    },
    flush() {
      intake.flush();
      flush();
    },
  };
}
