import { IsobmffError, type BoxPlace, type IsobmffErrorCode } from './box-error.js';

/** Reads forward through the payload of one box and never past its end. */
export class FieldReader {
  /** Position of the next byte to read, in {@link view}. */
  position: number;
  /** Name of the field being read, for errors. */
  field = '';

  /**
   * @param view the input
   * @param start position of the payload's first byte in `view`
   * @param end position behind its last byte
   * @param offset byte offset in the input of the view's first byte, for errors
   * @param place the box, for errors
   */
  constructor(
    /** The input; what lies around the payload is in it too. */
    readonly view: DataView,
    start: number,
    /** Position behind the payload's last byte. */
    readonly end: number,
    private readonly offset: number,
    private readonly place: BoxPlace,
  ) {
    this.position = start;
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.end - this.position;
  }

  /** Steps over `size` bytes and gives the position of the first of them. */
  take(size: number): number {
    if (size > this.left) {
      this.fail('truncated', `${this.left} bytes for ${this.field}`, `${size} bytes`);
    }
    const at = this.position;
    this.position += size;
    return at;
  }

  /** Makes sure that `count` entries of `size` bytes each can be there, before anything is allocated for them. */
  claim(count: number, size: number): void {
    if (count * size > this.left) {
      this.fail(
        'count',
        `${count} ${this.field} of ${size} bytes`,
        `at most the ${this.left} bytes left`,
      );
    }
  }

  /**
   * Whether a box seems to begin here: a size that fits and a type of printable characters. For
   * layouts that only their bytes tell apart.
   */
  isBoxAhead(): boolean {
    const { view, position, left } = this;
    if (left < 8) return false;
    const size = view.getUint32(position);
    const isPrintable = [4, 5, 6, 7].every((at) => {
      const byte = view.getUint8(position + at);
      return (byte >= 0x20 && byte < 0x7f) || byte === 0xa9;
    });
    return isPrintable && (size === 1 || (size >= 8 && size <= left));
  }

  /** A view of `size` bytes of the input, which are stepped over. */
  bytes(size: number): Uint8Array {
    const at = this.take(size);
    return new Uint8Array(this.view.buffer, this.view.byteOffset + at, size);
  }

  /** Throws an {@link IsobmffError} that points at the next byte of this box. */
  fail(code: IsobmffErrorCode, found: string, expected: string): never {
    return this.failAt(this.position, code, found, expected);
  }

  /** The same, pointing at a byte of this box that was read before. */
  failAt(position: number, code: IsobmffErrorCode, found: string, expected: string): never {
    const offset = this.offset + position;
    throw new IsobmffError({ code, offset, path: this.place.path, found, expected });
  }
}

/** Writes forward into bytes whose number was computed before. */
export class FieldWriter {
  /** Where the next field goes. */
  position: number;
  /** Name of the field being written, for errors. */
  field = '';

  /** @param path the box being written, for errors */
  constructor(
    /** The output. */
    readonly view: DataView,
    start: number,
    private readonly path: string,
    /** Number of boxes that follow the fields. */
    readonly childCount: number,
  ) {
    this.position = start;
  }

  /** Steps over `size` bytes and gives the position of the first of them. */
  take(size: number): number {
    const at = this.position;
    this.position += size;
    return at;
  }

  /** Copies bytes. */
  bytes(source: Uint8Array): void {
    new Uint8Array(this.view.buffer, this.view.byteOffset + this.take(source.length)).set(source);
  }

  /** Throws an {@link IsobmffError} that names the field being written. */
  fail(found: string, expected: string): never {
    throw new IsobmffError({
      code: 'value',
      path: this.path,
      found: `${this.field} ${found}`,
      expected,
    });
  }
}
