import stringWidth from 'string-width';

/** A table for people: a row of heads, then the others, their cells one below the other. */
export interface TextTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Numbers of the columns whose cells stand to the right, from 0: figures. */
  readonly toTheRight: readonly number[];
  /** Whether the heads may be printed bold. */
  readonly colour: boolean;
}

/** The lines of a table, in plain text: borders take seconds for thousands of rows. */
export function tableLines({ heads, rows, toTheRight, colour }: TextTable): string[] {
  const [head = '', ...lines] = alignedRows([heads, ...rows], toTheRight);
  return [colour ? `\u001b[1m${head}\u001b[22m` : head, ...lines];
}

/** Rows with their cells one below the other, two blanks apart. */
export function alignedRows(
  rows: readonly (readonly string[])[],
  toTheRight: readonly number[] = [],
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    }
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const blanks = ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
        return toTheRight.includes(column) ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns of a terminal that a text takes: Chinese and emoji take two, combining marks none. */
function displayWidth(text: string): number {
  // Nearly all text is Latin-1; other characters are looked up in long lists.
  return /^[\x20-\x7e\xa1-\xac\xae-\xff]*$/.test(text) ? text.length : stringWidth(text);
}
