import { describeBytes, type Described, type Field, type Shaped } from './box-field.js';
import { boxHeaderSize, fourCC, writeBoxHeader, type SizeForm } from './box-header.js';
import { FieldWriter, type FieldReader } from './byte-cursor.js';

/** The fields of a box, in the order in which they are stored. */
export type Fields = Readonly<Record<string, Field<unknown, never, never>>>;

/** What reading the fields gives. */
type ReadOf<F extends Fields> = {
  [Name in keyof F]: F[Name] extends Field<infer Read, never, never> ? Read : never;
};
/** What writing the fields accepts. */
type WriteOf<F extends Fields> = {
  [Name in keyof F]: F[Name] extends Field<unknown, infer Write, never> ? Write : never;
};
/** Lets the compiler check that the fields a field asks for are there. */
type Satisfied<F extends Fields, Head> = {
  readonly [Name in keyof F]: Field<unknown, never, ReadOf<F> & Head>;
};

/** Bytes behind the last field that the description does not know; kept, and absent if there are none. */
export interface Trailing {
  /** The bytes as they are. */
  readonly trailing?: Uint8Array | undefined;
}

/** What a full box begins with. */
export interface FullBox {
  /** 0 to 255; later versions of a box have other or wider fields. */
  readonly version: number;
  /** 24 bits. */
  readonly flags: number;
}

/** Both are chosen when written: the lowest version that holds the values, and the flags of the fields that are there. */
export type FullBoxInput = { readonly [Name in keyof FullBox]?: FullBox[Name] | undefined };

/**
 * What is known of a box type: the fields in front of its children or of its end.
 *
 * A description is data, made by {@link box} and {@link fullBox}; reading, writing, measuring and
 * describing a box, and the type of its value, all follow from it.
 */
export interface BoxDescription<Value = unknown, Input = never> {
  /** Four characters, or `*` for boxes whose layout depends on their parent alone. */
  readonly type: string;
  /** User type of a `uuid` box: 32 hexadecimal digits. */
  readonly userType?: string | undefined;
  /** Types of the parents in which the layout holds; left out if that is everywhere. */
  readonly within?: readonly string[] | undefined;
  /** Whether boxes follow the fields. */
  readonly hasChildren: boolean;
  /** Reads the fields from the payload. */
  read(reader: FieldReader): Value;
  /** The value as it can be written: defaults, version and flags settled. */
  prepare(input: Input): PreparedFields;
  /** Field by field in a form to be printed. */
  describe(value: Value): Readonly<Record<string, Described>>;
}

/** Fields that only wait for their place. */
export interface PreparedFields {
  /** Bytes that will be written. */
  readonly byteLength: number;
  /** Puts them behind what has been written. */
  write(writer: FieldWriter): void;
}

/** The type of a box's value, as reading gives it. */
export type BoxValue<D> = D extends BoxDescription<infer Value> ? Value : never;

/** The type of what a box can be written from; every {@link BoxValue} is one. */
export type BoxInput<D> = D extends BoxDescription<unknown, infer Input> ? Input : never;

/** What is known of a box beside its fields. */
export interface BoxOptions {
  /** Boxes follow the fields. */
  readonly children?: boolean;
  /** The layout holds in these parents only. */
  readonly within?: readonly string[];
  /** User type of a `uuid` box: 32 hexadecimal digits. */
  readonly userType?: string;
}

/** What is known of a full box beside its fields. */
export interface FullBoxOptions extends BoxOptions {
  /** The highest version whose layout is known, 0 unless given. Later ones are refused. */
  readonly maxVersion?: number;
}

/**
 * Describes a box without version and flags.
 *
 * @param fields the fields in the order in which they are stored; their names are those of the value
 * @example
 * const frma = box('frma', { dataFormat: fourCCField });
 * type OriginalFormat = BoxValue<typeof frma>; // { readonly dataFormat: string, … }
 */
export function box<F extends Fields>(
  type: string,
  fields: F & Satisfied<F, unknown>,
  options: BoxOptions = {},
): BoxDescription<Shaped<ReadOf<F>> & Trailing, Shaped<WriteOf<F>> & Trailing> {
  return describedBox(type, options, () => fields, undefined) as BoxDescription<
    Shaped<ReadOf<F>> & Trailing,
    Shaped<WriteOf<F>> & Trailing
  >;
}

/**
 * Describes a box that begins with version and flags.
 *
 * @param fields the fields in the order in which they are stored; their names are those of the value
 * @example
 * const stco = fullBox('stco', { chunkOffset: list(u32, u32) });
 * writeBox(stco, { chunkOffset: [1168] });
 */
export function fullBox<F extends Fields>(
  type: string,
  fields: F & Satisfied<F, FullBox>,
  options: FullBoxOptions = {},
): BoxDescription<
  FullBox & Shaped<ReadOf<F>> & Trailing,
  FullBoxInput & Shaped<WriteOf<F>> & Trailing
> {
  return describedBox(type, options, () => fields, options.maxVersion ?? 0) as BoxDescription<
    FullBox & Shaped<ReadOf<F>> & Trailing,
    FullBoxInput & Shaped<WriteOf<F>> & Trailing
  >;
}

/** Describes a box that begins with version and flags and has other fields, or another order, in version 1. */
export function fullBoxByVersion<F0 extends Fields, F1 extends Fields>(
  type: string,
  version0: F0 & Satisfied<F0, FullBox>,
  version1: F1 & Satisfied<F1, FullBox>,
  options: BoxOptions = {},
): BoxDescription<
  VersionValue<0, ReadOf<F0>> | VersionValue<1, ReadOf<F1>>,
  VersionInput<0, WriteOf<F0>> | VersionInput<1, WriteOf<F1>>
> {
  const layout = (version: number): Fields => (version === 0 ? version0 : version1);
  return describedBox(type, options, layout, 1) as BoxDescription<
    VersionValue<0, ReadOf<F0>> | VersionValue<1, ReadOf<F1>>,
    VersionInput<0, WriteOf<F0>> | VersionInput<1, WriteOf<F1>>
  >;
}

/** What reading one version of a box gives. */
type VersionValue<V extends number, Read> = {
  readonly version: V;
  readonly flags: number;
} & Shaped<Read> &
  Trailing;
/** What writing one version of a box accepts. */
type VersionInput<V extends number, Write> = {
  readonly version: V;
  readonly flags?: number | undefined;
} & Shaped<Write> &
  Trailing;

/** Describes a box that consists of other boxes. */
export function container(
  type: string,
  options: Omit<BoxOptions, 'children'> = {},
): BoxDescription<Trailing, Trailing> {
  return box(type, {}, { ...options, children: true });
}

/** The same layout under another type, for the codecs of sample entries. */
export function withType<Value, Input>(
  description: BoxDescription<Value, Input>,
  type: string,
): BoxDescription<Value, Input> {
  return { ...description, type };
}

type AnyField = Field<unknown, unknown>;
type Values = Readonly<Record<string, unknown>>;

/**
 * @param layout the fields, which may depend on the version
 * @param maxVersion undefined for a box without version and flags
 */
function describedBox(
  type: string,
  { children = false, within, userType }: BoxOptions,
  layout: (version: number) => Fields,
  maxVersion: number | undefined,
): BoxDescription<Values, Values> {
  const fieldsOf = (version: number): [string, AnyField][] =>
    Object.entries(layout(version) as Readonly<Record<string, AnyField>>);

  function settled(input: Values): Values {
    if (maxVersion === undefined) return input;
    const version = input['version'];
    const head = {
      version: Number(version ?? 0),
      flags: Number(input['flags'] ?? 0),
      isVersionGiven: version !== undefined,
    };
    for (const [name, field] of fieldsOf(head.version)) field.settle?.(input[name], head);
    return { ...input, version: head.version, flags: head.flags };
  }

  return {
    type,
    within,
    userType,
    hasChildren: children,

    read(reader) {
      const value: Record<string, unknown> = {};
      if (maxVersion !== undefined) readHead(reader, maxVersion, value);
      for (const [name, field] of fieldsOf(Number(value['version'] ?? 0))) {
        reader.field = name;
        const read = field.read(reader, value);
        if (read !== undefined && read !== null) value[name] = read;
      }
      if (!children && reader.left > 0) value['trailing'] = reader.bytes(reader.left);
      return value;
    },

    prepare(input) {
      const value = settled(input);
      const fields = fieldsOf(Number(value['version'] ?? 0));
      const trailing = value['trailing'] as Uint8Array | undefined;
      let byteLength = (maxVersion === undefined ? 0 : 4) + (trailing?.length ?? 0);
      for (const [name, field] of fields) byteLength += field.byteLength(value[name], value);
      return {
        byteLength,
        write(writer) {
          if (maxVersion !== undefined) writeHead(writer, maxVersion, value);
          for (const [name, field] of fields) {
            writer.field = name;
            field.write(writer, value[name], value);
          }
          if (trailing !== undefined) writer.bytes(trailing);
        },
      };
    },

    describe(value) {
      const described: Record<string, Described> = {};
      if (maxVersion !== undefined) {
        described['version'] = Number(value['version']);
        described['flags'] = `0x${Number(value['flags']).toString(16).padStart(6, '0')}`;
      }
      for (const [name, field] of fieldsOf(Number(value['version'] ?? 0))) {
        const shown = field.describe(value[name], value);
        if (shown !== undefined) described[name] = shown;
      }
      const trailing = value['trailing'] as Uint8Array | undefined;
      if (trailing !== undefined) described['trailing'] = describeBytes(trailing);
      return described;
    },
  };
}

function readHead(reader: FieldReader, maxVersion: number, value: Record<string, unknown>): void {
  reader.field = 'version and flags';
  const at = reader.take(4);
  const version = reader.view.getUint8(at);
  if (version > maxVersion) {
    const expected = maxVersion === 0 ? '0' : `0 to ${maxVersion}`;
    reader.failAt(at, 'version', `version ${version}`, expected);
  }
  value['version'] = version;
  value['flags'] = reader.view.getUint32(at) & 0xff_ffff;
}

function writeHead(writer: FieldWriter, maxVersion: number, value: Values): void {
  const version = Number(value['version']);
  const flags = Number(value['flags']);
  writer.field = 'version';
  if (!(version >= 0 && version <= maxVersion)) writer.fail(String(version), `0 to ${maxVersion}`);
  writer.field = 'flags';
  if (!(flags >= 0 && flags <= 0xff_ffff)) writer.fail(String(flags), '24 bits');
  writer.view.setUint32(writer.take(4), version * 0x100_0000 + flags);
}

/** A box that only waits for its place: its size is known, its bytes are not written yet. */
export interface BoxDraft {
  /** Bytes of the whole box, header included. */
  readonly byteLength: number;
  /** Writes the box at a position of `target`, which has room for it. */
  write(target: Uint8Array, at: number): void;
  /** What the box consists of, one behind the other, where it need not be written at once. */
  readonly parts?: readonly BoxPart[];
}

/** A box to be written: planned, or as bytes that are copied. */
export type BoxPart = BoxDraft | Uint8Array;

/** How a box is laid out beyond its fields; all of it is seldom needed. */
export interface DraftOptions {
  /** `u64` asks for the 64-bit size even where 32 bits suffice. */
  readonly sizeForm?: SizeForm;
  /** Bytes behind the last child that are no box: the terminating zero of QuickTime's user data. */
  readonly padding?: Uint8Array;
}

/**
 * Plans a box with its children. The sizes of all are known before any byte is written, so that
 * nested boxes are written once, in place.
 *
 * @throws IsobmffError `value` for what cannot be written in the box's fields (some only by `write`).
 */
export function draftBox<Input>(
  description: BoxDescription<unknown, Input>,
  input: Input,
  children: readonly BoxPart[] = [],
  { sizeForm = 'u32', padding = new Uint8Array(0) }: DraftOptions = {},
): BoxDraft {
  const fields = description.prepare(input);
  const type = fourCC(description.type);
  const payloadSize = byteLengthOf([...children, padding]) + fields.byteLength;
  const headerSize = boxHeaderSize(type, payloadSize, sizeForm);
  const byteLength = headerSize + payloadSize;
  const head: BoxDraft = {
    byteLength: headerSize + fields.byteLength,
    write(target, at) {
      const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
      writeBoxHeader(view, at, type, byteLength, headerSize);
      if (description.userType !== undefined) {
        target.set(hexBytes(description.userType), at + headerSize - 16);
      }
      fields.write(new FieldWriter(view, at + headerSize, description.type, children.length));
    },
  };
  return joinParts([head, ...children, padding]);
}

/**
 * Writes a box: {@link draftBox} with its bytes.
 *
 * @throws IsobmffError `value` for what cannot be written in the box's fields
 * @example
 * writeBox(stsd, {}, [writeBox(Opus, { channelCount: 2, sampleRate: 48000 }, [codecBox])]);
 */
export function writeBox<Input>(
  description: BoxDescription<unknown, Input>,
  input: Input,
  children: readonly BoxPart[] = [],
): Uint8Array<ArrayBuffer> {
  return writeBoxes([draftBox(description, input, children)]);
}

/** Writes boxes one behind the other. */
export function writeBoxes(parts: readonly BoxPart[]): Uint8Array<ArrayBuffer> {
  const target = new Uint8Array(byteLengthOf(parts));
  writeParts(parts, target, 0);
  return target;
}

/** Plans boxes one behind the other. */
export function joinParts(parts: readonly BoxPart[]): BoxDraft {
  return {
    byteLength: byteLengthOf(parts),
    parts,
    write(target, at) {
      writeParts(parts, target, at);
    },
  };
}

function byteLengthOf(parts: readonly BoxPart[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

function writeParts(parts: readonly BoxPart[], target: Uint8Array, at: number): void {
  for (const part of parts) {
    if (part instanceof Uint8Array) target.set(part, at);
    else part.write(target, at);
    at += part.byteLength;
  }
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}
