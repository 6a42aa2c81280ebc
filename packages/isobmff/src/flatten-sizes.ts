import { growingColumn } from './flatten-column.js';

/** Sizes of samples, in 16 bits each as long as all of them fit. */
export interface SizeColumn {
  readonly length: number;
  append(sizes: Uint32Array): void;
  finish(): Uint16Array | Uint32Array;
}

const NARROW_LIMIT = 0xffff;

/** An empty column. */
export function sizeColumn(): SizeColumn {
  const narrow = growingColumn(Uint16Array);
  let column: typeof narrow | ReturnType<typeof growingColumn<Uint32Array>> = narrow;

  function widen(): void {
    column = growingColumn(Uint32Array);
    column.append(narrow.finish());
  }

  return {
    get length() {
      return column.length;
    },
    append(sizes) {
      if (column === narrow && !areNarrow(sizes)) widen();
      column.append(sizes);
    },
    finish: () => column.finish(),
  };
}

function areNarrow(sizes: Uint32Array): boolean {
  let row = 0;
  while (row < sizes.length && (sizes[row] ?? 0) <= NARROW_LIMIT) row += 1;
  return row === sizes.length;
}
