import type { Described, Field, FullBoxHead, Shaped } from './box-field.js';
import type { FieldReader, FieldWriter } from './byte-cursor.js';
import { describeNumber, type Column } from './number-field.js';

/** Where the number of entries comes from: a number in front of them, the fields before, or the bytes left. */
export type EntryCount<Needs> = Field<number> | ((box: Needs) => number) | 'to-end';

/** Whatever has a length. */
type Length = ArrayLike<unknown>;

/**
 * One number after the other, read at once into a typed array.
 *
 * That the entries can be there is checked before anything is allocated for them.
 */
export function list<Values extends Length, Write extends Length, Needs, CountNeeds = unknown>(
  count: EntryCount<CountNeeds>,
  column: Column<Values, Write, Needs>,
): Field<Values, Write, Needs & CountNeeds> {
  return {
    read(reader, box) {
      const width = column.width(box);
      const length = readCount(reader, count, width, box);
      reader.claim(length, width);
      return column.readColumn(reader, reader.take(length * width), width, length, box);
    },
    byteLength: (values, box) =>
      countSize(count, values.length) + values.length * column.width(box),
    write(writer, values, box) {
      const width = column.width(box);
      writeCount(writer, count, values.length, box);
      column.writeColumn(writer, writer.take(values.length * width), width, values, box);
    },
    describe: (values) => describeColumn(values, column.describeEntry),
    settle(values, head) {
      column.settleColumn?.(values, head);
    },
  };
}

/** The columns of a table, in the order in which an entry has them. */
type Columns = Readonly<Record<string, Column<unknown, never, never>>>;

/** What reading the columns gives. */
type ColumnsRead<C extends Columns> = Shaped<{
  [Name in keyof C]: C[Name] extends Column<infer Values, never, never> ? Values : never;
}>;

/** What writing the columns accepts. */
type ColumnsWrite<C extends Columns> = Shaped<{
  [Name in keyof C]: C[Name] extends Column<unknown, infer Write, never> ? Write : never;
}>;

/** What all columns ask for: a function that serves them all takes the intersection. */
type ColumnsNeeds<C extends Columns> = {
  [Name in keyof C]: C[Name] extends Column<unknown, never, infer Needs>
    ? (box: Needs) => void
    : never;
}[keyof C] extends (box: infer All) => void
  ? All
  : never;

/** A column that a flag announces, such as those of `trun`. */
export function flaggedColumn<Values, Write extends Length, Needs>(
  flag: number,
  column: Column<Values, Write, Needs>,
): Column<Values | undefined, Write | undefined, Needs & { readonly flags: number }> {
  return {
    ...(column.describeEntry === undefined ? {} : { describeEntry: column.describeEntry }),
    width: (box) => ((box.flags & flag) === 0 ? 0 : column.width(box)),
    readColumn: (reader, at, stride, count, box) =>
      (box.flags & flag) === 0 ? undefined : column.readColumn(reader, at, stride, count, box),
    writeColumn(writer, at, stride, values, box) {
      if (values !== undefined) column.writeColumn(writer, at, stride, values, box);
    },
    settleColumn(values, head) {
      head.flags = values === undefined ? head.flags & ~flag : head.flags | flag;
      if (values !== undefined) column.settleColumn?.(values, head);
    },
  };
}

/**
 * A table, read into one typed array per column.
 *
 * That the entries can be there is checked before anything is allocated for them. When written, all
 * columns have to be of one length.
 */
export function rows<C extends Columns, Needs = unknown>(
  count: EntryCount<Needs>,
  columns: C,
): Field<ColumnsRead<C>, ColumnsWrite<C>, Needs & ColumnsNeeds<C>> {
  type Cells = Readonly<Record<string, Length | undefined>>;
  const named = Object.entries(columns) as [
    string,
    Column<Length | undefined, Length | undefined>,
  ][];
  const rowWidth = (box: Needs & ColumnsNeeds<C>): number =>
    named.reduce((width, [, column]) => width + column.width(box), 0);
  const cellsOf = (table: unknown): Cells => table as Cells;
  const lengthOf = (cells: Cells): number =>
    named.reduce((length, [name]) => Math.max(length, cells[name]?.length ?? 0), 0);

  return {
    read(reader, box) {
      const stride = rowWidth(box);
      const length = readCount(reader, count, stride, box);
      reader.claim(length, stride);
      let at = reader.take(length * stride);
      const cells: Record<string, Length> = {};
      for (const [name, column] of named) {
        const values = column.readColumn(reader, at, stride, length, box);
        if (values !== undefined) cells[name] = values;
        at += column.width(box);
      }
      return cells as ColumnsRead<C>;
    },
    byteLength(table, box) {
      const length = lengthOf(cellsOf(table));
      return countSize(count, length) + length * rowWidth(box);
    },
    write(writer, table, box) {
      const cells = cellsOf(table);
      const length = lengthOf(cells);
      const stride = rowWidth(box);
      writeCount(writer, count, stride === 0 ? undefined : length, box);
      let at = writer.take(length * stride);
      const { field } = writer;
      for (const [name, column] of named) {
        const width = column.width(box);
        const found = cells[name]?.length ?? 0;
        writer.field = `${field}.${name}`;
        if (width > 0 && found !== length) writer.fail(`of ${found} entries`, `${length} entries`);
        column.writeColumn(writer, at, stride, cells[name], box);
        at += width;
      }
    },
    describe(table) {
      const described: Record<string, Described> = {};
      for (const [name, values] of Object.entries(cellsOf(table))) {
        if (values !== undefined) {
          described[name] = describeColumn(values, columns[name]?.describeEntry);
        }
      }
      return described;
    },
    settle(table, head: FullBoxHead) {
      const cells = cellsOf(table);
      for (const [name, column] of named) column.settleColumn?.(cells[name], head);
    },
  };
}

const ENTRIES_SHOWN = 16;

/** The entries of a column; of more than 16 only the first, and how many there are. */
export function describeColumn(
  values: unknown,
  describeEntry: (value: number | bigint) => Described = describeNumber,
): Described {
  const cells = values as ArrayLike<number | bigint>;
  const shown = Array.from({ length: Math.min(cells.length, ENTRIES_SHOWN) }, (_, i) =>
    describeEntry(cells[i] ?? 0),
  );
  return cells.length > ENTRIES_SHOWN ? [...shown, `… (${cells.length} entries)`] : shown;
}

function readCount<Needs>(
  reader: FieldReader,
  count: EntryCount<Needs>,
  width: number,
  box: Needs,
): number {
  if (count === 'to-end') return width === 0 ? 0 : Math.floor(reader.left / width);
  return typeof count === 'function' ? count(box) : count.read(reader, undefined);
}

function countSize<Needs>(count: EntryCount<Needs>, length: number): number {
  return typeof count === 'object' ? count.byteLength(length, undefined) : 0;
}

function writeCount<Needs>(
  writer: FieldWriter,
  count: EntryCount<Needs>,
  length: number | undefined,
  box: Needs,
): void {
  if (typeof count === 'object') {
    count.write(writer, length ?? 0, undefined);
  } else if (count !== 'to-end' && length !== undefined) {
    const expected = count(box);
    if (length !== expected) writer.fail(`of ${length} entries`, `${expected} entries`);
  }
}
