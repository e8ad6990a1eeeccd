// Where things lie in the kernel's memory; the kernel is assembled with these addresses, JavaScript reads and writes
// by them. All tables come first, the bytes of the lines (the window) behind them.
//
//     0x0000 masks · 0x0200 byte classes · 0x0300 header · 0x0400 slots · 0x1000 types · 0x3000 keys · 0x5000 counts
//     0x5400 columns · 0x6000 tokens · 0x8000 records · 0x18000 spare masks · 0x20000 block masks · 0x58000 separators · 0x98000 shapes · then the window

/** 17 vectors: the n-th has its first n bytes set. */
export const MASKS = 0x0000;
/** Three vectors, see kernel/read-block.ts. Loaded, because V8 builds a constant anew at each use. */
export const BLOCK_CONSTANTS = 0x0120;
/** One byte of BYTE_* bits for each byte value. */
export const BYTE_CLASSES = 0x0200;
export const BYTE_SHORT_ESCAPE = 1;
export const BYTE_HEX = 2;
export const BYTE_DIGIT = 4;
/** What may stand behind a number or a word: , } ] */
export const BYTE_CLOSES_SCALAR = 8;
export const BYTE_SPACE = 16;

/** Words of the header, by address. */
export const HEADER = {
  /** Records written by the last scan. */
  records: 0x0300,
  /** Lines judged and finished by the kernel itself since the start: those with a verdict other than UNCERTAIN. */
  lines: 0x0304,
  /** Set by JavaScript: the longest line that is taken. */
  maxLineBytes: 0x0308,
  /** Set by JavaScript: mode of lines without a type; MODE_UNKNOWN until the first one was seen. */
  untypedMode: 0x030c,
  /** Texts in the dictionary, and the first free byte of its arena. */
  texts: 0x0310,
  arenaTop: 0x0314,
  /** Not 0: JavaScript has to fill the row (a number not of digits alone or too large, a wanted key twice). */
  hardRow: 0x0318,
  /** Counts rows, to see whether a name was met before in this one. */
  rowStamp: 0x031c,
  /** Set by JavaScript: columns that the kernel fills. */
  columns: 0x0320,
  /** What is learned: shapes, the first free node, the first free byte of the literals, lines that had no shape. */
  shapes: 0x0324,
  nodesTop: 0x0328,
  literalsTop: 0x032c,
  missed: 0x0330,
  /** Of the line walked or judged last: its newline, FLAG_* bits, where its ends or masks end, the colon of its type. */
  lineEnd: 0x0334,
  flags: 0x0338,
  masksEnd: 0x033c,
  typeColon: 0x0340,
} as const;

/** For each known key 16 bytes: the stamp of the line it was last found in, start and end of its value. */
export const SLOTS = 0x0400;
export const SLOT_BYTES = 16;
export const MAX_KEYS = 128;

/** Open hash tables of short texts: 32 bytes an entry: text (16, filled up with zeros), number + 1 (0: free), mode, stamp. */
export const TYPES = 0x1000;
export const KEYS = 0x3000;
export const TABLE_ENTRIES = 256;
export const ENTRY_BYTES = 32;
export const ENTRY_NUMBER = 16;
export const ENTRY_MODE = 20;
export const ENTRY_STAMP = 24;
/** A text of the tables has at most this many bytes: one vector. */
export const MAX_TABLE_TEXT = 16;
export const MAX_TYPES = 128;

/** Events of each type number, decoded and counted ones. */
export const COUNTS = 0x5000;

export const MODE_DECODE = 0;
export const MODE_COUNT = 1;
export const MODE_SKIP = 2;
export const MODE_UNKNOWN = 3;

/** One column of 16 bytes: kind, address of its ids or numbers, of its starts, of its ends. */
export const COLUMNS = 0x5400;
export const COLUMN_BYTES = 16;
export const MAX_COLUMNS = 64;
export const COLUMN_IDS = 0;
export const COLUMN_NUMBERS = 1;
export const COLUMN_SPANS = 2;
/** In a table of column names: has members of its own, but no column. */
export const NO_COLUMN = 0xffff;

/**
 * The tokens of a batch of blocks as masks, for the judge's own use. A batch is large enough that the
 * steps of the judge run over many blocks each, small enough to stay in the first cache.
 */
export const TOKENS = 0x6000;
export const TOKEN_BYTES = 96;
export const MAX_BATCH = 64;
export const TOKEN = {
  ...{ quotes: 0, strings: 8, comma: 16, colon: 24, brackets: 32, scalar: 40, digits: 48, zeros: 56, backslashes: 64 },
  ...{ open: 72, inArray: 80, topLevel: 88 },
} as const;

/** What JavaScript has to look at, 32 bytes a line. */
export const RECORDS = 0x8000;
export const RECORD_BYTES = 32;
export const MAX_RECORDS = 2048;
export const RECORD = {
  start: 0,
  end: 4,
  verdict: 8,
  type: 12,
  masks: 16,
  masksEnd: 20,
  flags: 24,
  shape: 28,
} as const;
/** In place of a record's shape: the line has masks instead of ends. */
export const NO_SHAPE = -1;

export const VERDICT_OBJECT = 0;
export const VERDICT_NOT_JSON = 1;
/** The kernel does not decide: white space between tokens, not an object, an escaped key, nested beyond 62 levels. */
export const VERDICT_UNCERTAIN = 2;
export const VERDICT_TOO_LONG = 3;

/** Flags of a record: there may be bytes above 0x7f; there is a backslash. */
export const FLAG_NOT_ASCII = 1;
export const FLAG_BACKSLASH = 2;

/** Masks of one walked line at a time, made when somebody asks for a field its shape does not tell. */
export const SPARE_MASKS = 0x18000;

/** For each block of a judged line a mask of the colons and commas of its top level; lines one behind the other. */
export const BLOCK_MASKS = 0x20000;
export const BLOCK_MASKS_END = 0x58000;
/** A line is only begun below this. */
export const BLOCK_MASKS_SOFT_END = BLOCK_MASKS_END - 0x8000;

/**
 * The separators of one line as addresses, written when somebody wants its fields:
 *
 *     {"a":1,"b":[2,3]}      colon of a, comma behind a, colon of b, closing brace
 */
export const SEPARATORS = 0x58000;
export const MAX_SEPARATORS = 0xff00;

/**
 * Shapes of lines seen before (kernel/walk-shape.ts). A node is what stands between two values; its children are what
 * may follow. 0: its first 16 bytes · 16: length · 20: address of its mask · 24: first child · 28: next sibling ·
 * 32: address of the bytes behind the first 16 · 36: what follows · 40: shape · 44: entry of the type.
 */
export const NODES = 0x98000;
export const NODE_BYTES = 48;
export const NODES_END = NODES + 8192 * NODE_BYTES;
export const NODE = { length: 16, mask: 20, child: 24, sibling: 28, rest: 32, kind: 36, shape: 40, type: 44 } as const;
export const KIND_TEXT = 0;
export const KIND_NUMBER = 1;
export const KIND_END = 2;
export const LITERALS = NODES_END;
export const LITERALS_END = LITERALS + 0x20000;
export const MAX_LITERAL = 255;
/**
 * For each shape and known key (or column) where its value is, a byte each: number of an end, distance from it to the
 * value's first byte, number of an end, distance to the value's end; 0 without that key. End 0 is the line's begin, end n
 * that of the n-th text or number of the line: its closing quote, or the byte behind its digits.
 */
export const SHAPE_FIELDS = LITERALS_END;
export const SHAPE_FIELD_BYTES = MAX_KEYS * 4;
export const MAX_SHAPES = 512;
export const SHAPE_COLUMNS = SHAPE_FIELDS + MAX_SHAPES * SHAPE_FIELD_BYTES;
export const SHAPE_COLUMN_BYTES = MAX_COLUMNS * 4;
export const MAX_VALUES = 250;
/** So many that its masks fit into SPARE_MASKS. */
export const MAX_WALKED_BYTES = 0x20000;

/** The window's place, or that of what a columnar parser needs, which has its window behind that. */
export const WINDOW = SHAPE_COLUMNS + MAX_SHAPES * SHAPE_COLUMN_BYTES;

/** For columns: table of names, a table for each object whose members are wanted, then the dictionary of texts. */
export const COLUMN_TABLES = WINDOW;
export const MAX_COLUMN_TABLES = 16;
export const COLUMN_TABLE_BYTES = TABLE_ENTRIES * ENTRY_BYTES;
/** Open hash table, 16 bytes an entry: address of the text (0: free), length, hash, id. */
export const DICTIONARY = COLUMN_TABLES + MAX_COLUMN_TABLES * COLUMN_TABLE_BYTES;
export const MAX_TEXTS = 16_384;
export const DICTIONARY_ENTRIES = MAX_TEXTS * 2;
/** By id: address and length. */
export const TEXTS = DICTIONARY + DICTIONARY_ENTRIES * 16;
export const ARENA = TEXTS + MAX_TEXTS * 8;
export const ARENA_END = ARENA + 1024 * 1024;
/** Longer ones get no id. */
export const MAX_TEXT_BYTES = 128;
export const CELLS = ARENA_END + 256;
export const MAX_ROWS = MAX_RECORDS;
/** The kernel reads whole blocks of 64 bytes: as many behind the window are its own. */
export const WINDOW_SLACK = 256;
