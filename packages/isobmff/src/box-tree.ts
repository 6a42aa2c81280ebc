import type { BoxDescription, BoxPart } from './box-description.js';
import { draftBox, joinParts, withType } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { describeBytes, type Described } from './box-field.js';
import {
  emptyBoxHeader,
  fourCCText,
  MIN_HEADER_SIZE,
  readBoxHeader,
  type BoxHeader,
  type SizeForm,
} from './box-header.js';
import type { BoxSet } from './box-set.js';
import { FieldReader } from './byte-cursor.js';

/** Boxes nested deeper are refused: real files stay within a dozen levels. */
export const MAX_DEPTH = 16;

/** The input of a tree, shared by all of its nodes. */
interface TreeSource {
  /** The bytes. */
  readonly view: DataView;
  /** Byte offset in the input of the view's first byte. */
  readonly offset: number;
  /** Says which boxes hold others. */
  readonly set: BoxSet;
}

/**
 * A box of an input, parsed no further than it is asked to be; {@link parseBoxes} makes the first.
 *
 * A node is a view: nothing is copied, and the input's bytes have to stay as they are while it is used.
 */
export class BoxNode {
  /** Four characters, one for each byte; empty for the file itself. */
  readonly type: string;
  /** Bytes of the whole box. */
  readonly size: number;
  /** Bytes in front of the payload; 0 for the file itself. */
  readonly headerSize: number;
  /** How the size is written down. */
  readonly sizeForm: SizeForm;
  readonly #source: TreeSource;
  readonly #start: number;
  /** How many siblings in front of it have its type. */
  readonly #namesakesBefore: number;
  #content: BoxContent | undefined;

  /** @internal */
  constructor(
    source: TreeSource,
    start: number,
    header: BoxHeader | undefined,
    /** The box around it; undefined for the file itself. */
    readonly parent: BoxNode | undefined,
    namesakesBefore: number,
  ) {
    this.type = header === undefined ? '' : fourCCText(header.type);
    this.size = header?.size ?? source.view.byteLength;
    this.headerSize = header?.headerSize ?? 0;
    this.sizeForm = header?.sizeForm ?? 'to-end';
    this.#source = source;
    this.#start = start;
    this.#namesakesBefore = namesakesBefore;
  }

  /** Byte offset of the box in the input. */
  get offset(): number {
    return this.#source.offset + this.#start;
  }

  /** The whole box, a view into the input. */
  get bytes(): Uint8Array {
    return this.#view(this.#start, this.#end);
  }

  /** The box without its header, a view into the input. */
  get payload(): Uint8Array {
    return this.#view(this.#start + this.headerSize, this.#end);
  }

  /** User type of a `uuid` box: 32 hexadecimal digits. */
  get userType(): string | undefined {
    if (this.type !== 'uuid') return undefined;
    const start = this.#start + this.headerSize;
    return describeBytes(this.#view(start - 16, start));
  }

  /** Where the box stands: `moov/trak[1]/mdia`, counted from 0 among siblings of one type; empty for the file. */
  get path(): string {
    if (this.parent === undefined) return '';
    const isOnly = this.parent.#parse().namesakes.get(this.type) === 1;
    const index = isOnly ? '' : `[${this.#namesakesBefore}]`;
    const parentPath = this.parent.path;
    return `${parentPath === '' ? '' : `${parentPath}/`}${this.type}${index}`;
  }

  /** What the tree's set knows of this type of box in this parent; undefined for boxes that stay bytes. */
  get description(): BoxDescription | undefined {
    if (this.parent === undefined) return undefined;
    const type = this.userType === undefined ? this.type : `uuid:${this.userType}`;
    return this.#source.set(type, this.parent.type);
  }

  /**
   * The boxes inside, in order; empty if the description says there are none, or there is no description.
   *
   * @throws IsobmffError if the fields in front of them, or one of their headers, cannot be read, or
   *   if boxes are nested too deeply.
   */
  get children(): readonly BoxNode[] {
    return this.#parse().children;
  }

  /** Bytes behind the last child that are no box: zeros, such as QuickTime ends its user data with. */
  get padding(): Uint8Array {
    return this.#view(this.#parse().childrenEnd, this.#end);
  }

  /**
   * The box's value by a description, which need not be of the tree's set.
   *
   * @throws IsobmffError if the box is no such box: too short, of another version, with too large a table.
   */
  read<Value>(description: BoxDescription<Value>): Value {
    return description.read(this.#reader());
  }

  /** The box's fields in a form to be printed, by the tree's own description of it. */
  describe(): Readonly<Record<string, Described>> {
    const { description } = this;
    return description === undefined ? {} : describeWith(description, this);
  }

  get #end(): number {
    return this.#start + this.size;
  }

  #view(start: number, end: number): Uint8Array {
    const { view } = this.#source;
    return new Uint8Array(view.buffer, view.byteOffset + start, end - start);
  }

  #reader(): FieldReader {
    const { view, offset } = this.#source;
    return new FieldReader(view, this.#start + this.headerSize, this.#end, offset, this);
  }

  #parse(): BoxContent {
    this.#content ??= this.#parseContent();
    return this.#content;
  }

  #parseContent(): BoxContent {
    const { description } = this;
    if (this.parent !== undefined && description?.hasChildren !== true) {
      return { children: [], childrenEnd: this.#end, namesakes: new Map() };
    }
    this.#checkDepth();
    const reader = this.#reader();
    description?.read(reader);
    const children: BoxNode[] = [];
    const namesakes = new Map<string, number>();
    const { view, offset } = this.#source;
    const header = emptyBoxHeader();
    let at = reader.position;
    while (at < this.#end && !this.#isPadding(at)) {
      readBoxHeader(view, at, this.#end, header, offset, this);
      if (header.sizeForm === 'to-end' && this.parent !== undefined) {
        throw new IsobmffError({
          code: 'box-size',
          offset: offset + at,
          path: this.path,
          found: `'${fourCCText(header.type)}' of size 0`,
          expected: 'a size, which only the last box of a file may leave open',
        });
      }
      const type = fourCCText(header.type);
      const before = namesakes.get(type) ?? 0;
      namesakes.set(type, before + 1);
      children.push(new BoxNode(this.#source, at, header, this, before));
      at += header.size;
    }
    return { children, childrenEnd: at, namesakes };
  }

  /** Whether nothing but zeros follows in a box: not worth a header, but kept. */
  #isPadding(at: number): boolean {
    if (this.parent === undefined) return false;
    if (this.#end - at >= MIN_HEADER_SIZE && this.#source.view.getUint32(at) !== 0) return false;
    return this.#view(at, this.#end).every((byte) => byte === 0);
  }

  #checkDepth(): void {
    let depth = 0;
    for (let box = this.parent; box !== undefined; box = box.parent) depth++;
    if (depth < MAX_DEPTH) return;
    throw new IsobmffError({
      code: 'nesting',
      offset: this.offset,
      path: this.path,
      found: `boxes nested more than ${MAX_DEPTH} deep`,
      expected: 'no more than real files have',
    });
  }
}

interface BoxContent {
  readonly children: readonly BoxNode[];
  /** Position behind the last child. */
  readonly childrenEnd: number;
  /** How many children there are of each type. */
  readonly namesakes: ReadonlyMap<string, number>;
}

function describeWith<Value>(
  description: BoxDescription<Value>,
  box: BoxNode,
): Readonly<Record<string, Described>> {
  return description.describe(box.read(description));
}

/**
 * The boxes of an input as a tree, which is parsed as far as it is looked at.
 *
 * @param set what is known of boxes
 * @param offset byte offset of the bytes in a larger input, for errors and `offset` of the nodes
 * @returns the node of the file itself, with the boxes of the top level as children
 */
export function parseBoxes(bytes: Uint8Array, set: BoxSet, offset = 0): BoxNode {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new BoxNode({ view, offset, set }, 0, undefined, undefined, 0);
}

/**
 * The boxes at a path below a box, in order: `moov/trak/mdia/mdhd` gives one for each track,
 * `moov/trak[1]/mdia/mdhd` that of the second one, `*` stands for any type.
 *
 * @throws IsobmffError `value` if the path cannot be understood, and for damage met on the way.
 */
export function findBoxes(box: BoxNode, path: string): BoxNode[] {
  let found = [box];
  for (const step of path.split('/')) {
    const match = /^(.{4}|\*)(?:\[(\d+)\])?$/s.exec(step);
    if (match === null) {
      throw new IsobmffError({
        code: 'value',
        path,
        found: `path step '${step}'`,
        expected: 'a box type with an index in brackets or none, such as trak[1]',
      });
    }
    const [, type, index] = match;
    found = found.flatMap((parent) => {
      const named = parent.children.filter((child) => type === '*' || child.type === type);
      return index === undefined ? named : named.slice(Number(index), Number(index) + 1);
    });
  }
  return found;
}

/** The first box at a path (see {@link findBoxes}), or undefined. */
export function findBox(box: BoxNode, path: string): BoxNode | undefined {
  return findBoxes(box, path)[0];
}

/**
 * The first box at a path (see {@link findBoxes}).
 *
 * @throws IsobmffError `missing-box` if there is none.
 */
export function requireBox(box: BoxNode, path: string): BoxNode {
  const found = findBox(box, path);
  if (found !== undefined) return found;
  throw new IsobmffError({
    code: 'missing-box',
    offset: box.offset,
    path: box.path,
    found: `no ${path}`,
    expected: 'one',
  });
}

/** A box's descendants, each before its own children. */
export function* walkBoxes(box: BoxNode): Generator<BoxNode, void, undefined> {
  for (const child of box.children) {
    yield child;
    yield* walkBoxes(child);
  }
}

/**
 * Decides what stands in a box's place: other boxes, none at all (an empty array), or the box itself
 * (undefined), whose children are then asked in turn. To keep a box without a look inside, give its bytes.
 */
export type BoxEdit = (box: BoxNode) => readonly BoxPart[] | undefined;

/**
 * A box as it is after an edit of its descendants. What the edit leaves alone stays byte for byte,
 * and boxes around a change get their new size (and number of entries) and nothing else.
 */
export function editBox(box: BoxNode, edit: BoxEdit): BoxPart {
  return editedBox(box, edit) ?? box.bytes;
}

/** The box after the edit, or undefined if nothing in it changed. */
function editedBox(box: BoxNode, edit: BoxEdit): BoxPart | undefined {
  const edited = box.children.map((child) => ({
    child,
    parts: edit(child) ?? editedBox(child, edit),
  }));
  if (edited.every(({ parts }) => parts === undefined)) return undefined;
  return draftAgain(
    box,
    edited.flatMap(({ child, parts }) => parts ?? child.bytes),
  );
}

/** The same box around other children. */
function draftAgain(box: BoxNode, children: readonly BoxPart[]): BoxPart {
  const { description } = box;
  if (description === undefined) return joinParts(children);
  return draftBox(
    withType(description as BoxDescription<unknown, unknown>, box.type),
    box.read(description),
    children,
    { sizeForm: box.sizeForm, padding: box.padding },
  );
}
