/** A bar of a picture that shows something to scale. */
export interface Strip {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Of the whole bar, in units of the picture. */
  readonly left: number;
  readonly width: number;
  readonly cells: readonly {
    readonly name: string;
    readonly offset: number;
    readonly size: number;
    readonly x: number;
    readonly width: number;
  }[];
}

/** Where the bars of all pictures begin, and how long they are. */
const LEFT = 30;
const WIDTH = 820;

export function readStrips(picture: string): readonly Strip[] {
  return [...picture.matchAll(/<g data-strip[^>]*>.*?<\/g>/gs)].map(([group]) => {
    const from = numberOf(group, 'data-from');
    const to = numberOf(group, 'data-to');
    const cells = [...group.matchAll(/<rect [^>]*>/g)].map(([rect]) => ({
      name: attribute(rect, 'data-name'),
      offset: numberOf(rect, 'data-offset'),
      size: numberOf(rect, 'data-size'),
      x: numberOf(rect, 'x'),
      width: numberOf(rect, 'width'),
    }));
    return { name: attribute(group, 'data-strip'), from, to, left: LEFT, width: WIDTH, cells };
  });
}

function attribute(element: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(element)?.[1];
  if (value === undefined) throw new Error(`${name} is missing in ${element.slice(0, 100)}`);
  return value;
}

function numberOf(element: string, name: string): number {
  return Number(attribute(element, name));
}
