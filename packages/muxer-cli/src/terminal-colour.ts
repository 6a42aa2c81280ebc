/** Whether what is printed on stdout may be coloured. */
export function wantsColour(): boolean {
  return (
    process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb'
  );
}
