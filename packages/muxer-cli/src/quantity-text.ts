/** `1:02:03` or `2:03`, to the second. */
export function durationText(seconds: number): string {
  return clockText(Math.round(seconds));
}

/** `1:02:03.250` or `2:03.250`, to the millisecond. */
export function exactDurationText(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const rest = String(milliseconds % 1000).padStart(3, '0');
  return `${clockText(Math.floor(milliseconds / 1000))}.${rest}`;
}

function clockText(wholeSeconds: number): string {
  const hours = Math.floor(wholeSeconds / 3600);
  const minutes = Math.floor(wholeSeconds / 60) % 60;
  const parts = hours > 0 ? [hours, minutes, wholeSeconds % 60] : [minutes, wholeSeconds % 60];
  return parts
    .map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':');
}

/** `412 B`, `6.1 MB`, `61 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3);
  const scaled = bytes / 1000 ** power;
  return `${scaled.toFixed(power > 0 && scaled < 10 ? 1 : 0)} ${units[power] ?? 'B'}`;
}

/** `1 sample`, `2 samples`. */
export function countText(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
