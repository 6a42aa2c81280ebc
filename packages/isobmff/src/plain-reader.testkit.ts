/** A slow and simple reader of flat and fragmented files, written apart from the package, for tests. */

export interface PlainBox {
  readonly type: string;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

export interface PlainSample {
  readonly dts: bigint;
  readonly duration: number;
  readonly compositionOffset: number;
  readonly flags: number;
  readonly sync: boolean;
  readonly descriptionIndex: number;
  readonly position: number;
  readonly data: Uint8Array;
  readonly auxiliary: Uint8Array;
}

export interface PlainTrack {
  readonly trackId: number;
  readonly handler: string;
  readonly timescale: number;
  readonly samples: PlainSample[];
  readonly edits: readonly { duration: bigint; mediaTime: bigint }[];
}

export interface PlainFile {
  readonly movieTimescale: number;
  readonly tracks: readonly PlainTrack[];
}

export function boxesIn(bytes: Uint8Array, from = 0, to = bytes.length): PlainBox[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxes: PlainBox[] = [];
  let at = from;
  while (at + 8 <= to) {
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1) {
      size = Number(view.getBigUint64(at + 8));
      header = 16;
    }
    if (size === 0) size = to - at;
    if (size < header || at + size > to) throw new Error(`box size ${size} at ${at}`);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    boxes.push({ type, start: at, body: at + header, end: at + size });
    at += size;
  }
  return boxes;
}

/** The boxes of a path such as `moov/trak/mdia`. */
export function findBoxes(bytes: Uint8Array, path: string): PlainBox[] {
  let found = [{ body: 0, end: bytes.length } as PlainBox];
  for (const type of path.split('/')) {
    found = found.flatMap((parent) =>
      boxesIn(bytes, parent.body, parent.end).filter((child) => child.type === type),
    );
  }
  return found;
}

/** All bytes of the one box at a path. */
export function boxBytes(bytes: Uint8Array, path: string, index = 0): Uint8Array {
  const found = findBoxes(bytes, path)[index];
  if (found === undefined) throw new Error(`no ${path}`);
  return bytes.subarray(found.start, found.end);
}

export function readPlain(bytes: Uint8Array): PlainFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number): number => view.getUint32(at);
  const inside = (parent: PlainBox, type: string): PlainBox | undefined =>
    boxesIn(bytes, parent.body, parent.end).find((child) => child.type === type);
  const need = (parent: PlainBox, ...path: string[]): PlainBox => {
    let found: PlainBox | undefined = parent;
    for (const type of path) found = found && inside(found, type);
    if (found === undefined) throw new Error(`no ${path.join('/')}`);
    return found;
  };
  const version = (one: PlainBox): number => bytes[one.body] ?? 0;
  const flagsOf = (one: PlainBox): number => u32(one.body) & 0xffffff;

  const top = boxesIn(bytes);
  const moov = top.find((one) => one.type === 'moov');
  if (moov === undefined) throw new Error('no moov');
  const mvhd = need(moov, 'mvhd');
  const movieTimescale = u32(mvhd.body + (version(mvhd) === 1 ? 20 : 12));
  const tracks: PlainTrack[] = [];
  const trex = new Map<number, number>();
  const mvex = inside(moov, 'mvex');
  if (mvex !== undefined) {
    for (const one of boxesIn(bytes, mvex.body, mvex.end)) {
      if (one.type === 'trex') trex.set(u32(one.body + 4), one.body);
    }
  }
  for (const trak of boxesIn(bytes, moov.body, moov.end).filter((one) => one.type === 'trak')) {
    const tkhd = need(trak, 'tkhd');
    const mdhd = need(trak, 'mdia', 'mdhd');
    const hdlr = need(trak, 'mdia', 'hdlr');
    const edts = inside(trak, 'edts');
    const edits: { duration: bigint; mediaTime: bigint }[] = [];
    if (edts !== undefined) {
      const elst = need(edts, 'elst');
      for (let index = 0; index < u32(elst.body + 4); index += 1) {
        const at = elst.body + 8 + index * (version(elst) === 1 ? 20 : 12);
        edits.push(
          version(elst) === 1
            ? { duration: view.getBigUint64(at), mediaTime: view.getBigInt64(at + 8) }
            : { duration: BigInt(u32(at)), mediaTime: BigInt(view.getInt32(at + 4)) },
        );
      }
    }
    const track: PlainTrack = {
      trackId: u32(tkhd.body + (version(tkhd) === 1 ? 20 : 12)),
      handler: String.fromCharCode(...bytes.subarray(hdlr.body + 8, hdlr.body + 12)),
      timescale: u32(mdhd.body + (version(mdhd) === 1 ? 20 : 12)),
      samples: [],
      edits,
    };
    readTables(need(trak, 'mdia', 'minf', 'stbl'), track);
    tracks.push(track);
  }
  const ends = new Map(tracks.map((track) => [track.trackId, endOf(track)]));
  for (const moof of top.filter((one) => one.type === 'moof')) readFragment(moof);
  return { movieTimescale, tracks };

  function endOf(track: PlainTrack): bigint {
    const last = track.samples.at(-1);
    return last === undefined ? 0n : last.dts + BigInt(last.duration);
  }

  function readTables(stbl: PlainBox, track: PlainTrack): void {
    const stsz = need(stbl, 'stsz');
    const constant = u32(stsz.body + 4);
    const count = u32(stsz.body + 8);
    if (count === 0) return;
    const expand = (type: string, value: (at: number) => number): number[] => {
      const table = inside(stbl, type);
      const values: number[] = [];
      for (let index = 0; table !== undefined && index < u32(table.body + 4); index += 1) {
        const at = table.body + 8 + index * 8;
        for (let sample = 0; sample < u32(at); sample += 1) values.push(value(at + 4));
      }
      return values;
    };
    const durations = expand('stts', u32);
    const offsets = expand('ctts', (at) => view.getInt32(at));
    const stss = inside(stbl, 'stss');
    const sync = new Set<number>();
    for (let index = 0; stss !== undefined && index < u32(stss.body + 4); index += 1) {
      sync.add(u32(stss.body + 8 + index * 4));
    }
    const chunkBox = inside(stbl, 'stco') ?? need(stbl, 'co64');
    const wide = chunkBox.type === 'co64';
    const chunkCount = u32(chunkBox.body + 4);
    const stsc = need(stbl, 'stsc');
    const auxiliary = readAuxiliary(stbl, count, 0, chunkCount);
    let sample = 0;
    let dts = 0n;
    let row = 0;
    for (let chunk = 1; chunk <= chunkCount; chunk += 1) {
      while (row + 1 < u32(stsc.body + 4) && u32(stsc.body + 8 + (row + 1) * 12) <= chunk) row += 1;
      const at = chunkBox.body + 8 + (chunk - 1) * (wide ? 8 : 4);
      let position = wide ? Number(view.getBigUint64(at)) : u32(at);
      for (let index = 0; index < u32(stsc.body + 8 + row * 12 + 4); index += 1) {
        const size = constant === 0 ? u32(stsz.body + 12 + sample * 4) : constant;
        if (position + size > bytes.length) throw new Error(`sample ${sample} past the end`);
        track.samples.push({
          dts,
          duration: durations[sample] ?? NaN,
          compositionOffset: offsets[sample] ?? 0,
          flags: 0,
          sync: stss === undefined || sync.has(sample + 1),
          descriptionIndex: u32(stsc.body + 8 + row * 12 + 8),
          position,
          data: bytes.subarray(position, position + size),
          auxiliary: auxiliary[sample] ?? new Uint8Array(0),
        });
        dts += BigInt(durations[sample] ?? 0);
        position += size;
        sample += 1;
      }
    }
    if (sample !== count) throw new Error(`${sample} samples in chunks, ${count} in stsz`);
  }

  /** Auxiliary data of `count` samples; with one saio entry it lies in one piece. */
  function readAuxiliary(
    parent: PlainBox,
    count: number,
    base: number,
    runs: number,
  ): Uint8Array[] {
    const saiz = inside(parent, 'saiz');
    const saio = inside(parent, 'saio');
    if (saiz === undefined || saio === undefined) return [];
    const body = saiz.body + 4 + (flagsOf(saiz) & 1) * 8;
    const constant = bytes[body] ?? 0;
    const saioBody = saio.body + 4 + (flagsOf(saio) & 1) * 8;
    if (u32(saioBody) !== 1) throw new Error(`${u32(saioBody)} saio entries for ${runs} runs`);
    let at =
      base + (version(saio) === 1 ? Number(view.getBigInt64(saioBody + 4)) : u32(saioBody + 4));
    const found: Uint8Array[] = [];
    for (let index = 0; index < Math.min(count, u32(body + 1)); index += 1) {
      const size = constant === 0 ? (bytes[body + 5 + index] ?? 0) : constant;
      found.push(bytes.subarray(at, at + size));
      at += size;
    }
    return found;
  }

  function readFragment(moof: PlainBox): void {
    let previousEnd = moof.start;
    for (const traf of boxesIn(bytes, moof.body, moof.end).filter((one) => one.type === 'traf')) {
      const tfhd = need(traf, 'tfhd');
      const flags = flagsOf(tfhd);
      const trackId = u32(tfhd.body + 4);
      const defaults = trex.get(trackId);
      const track = tracks.find((one) => one.trackId === trackId);
      if (defaults === undefined || track === undefined)
        throw new Error(`unknown track ${trackId}`);
      let at = tfhd.body + 8;
      const field = (flag: number, otherwise: number): number => {
        if ((flags & flag) === 0) return otherwise;
        at += 4;
        return u32(at - 4);
      };
      let base = (flags & 0x20000) !== 0 ? moof.start : previousEnd;
      if ((flags & 1) !== 0) {
        base = Number(view.getBigUint64(at));
        at += 8;
      }
      const descriptionIndex = field(2, u32(defaults + 8));
      const defaultDuration = field(8, u32(defaults + 12));
      const defaultSize = field(0x10, u32(defaults + 16));
      const defaultFlags = field(0x20, u32(defaults + 20));
      const tfdt = inside(traf, 'tfdt');
      let dts = ends.get(trackId) ?? 0n;
      if (tfdt !== undefined) {
        dts = version(tfdt) === 1 ? view.getBigUint64(tfdt.body + 4) : BigInt(u32(tfdt.body + 4));
      }
      const truns = boxesIn(bytes, traf.body, traf.end).filter((one) => one.type === 'trun');
      const count = truns.reduce((sum, one) => sum + u32(one.body + 4), 0);
      const auxiliary = readAuxiliary(traf, count, base, truns.length);
      let position = base;
      let sample = 0;
      for (const trun of truns) {
        const runFlags = flagsOf(trun);
        let row = trun.body + 8;
        const next = (flag: number, otherwise: number): number => {
          if ((runFlags & flag) === 0) return otherwise;
          row += 4;
          return u32(row - 4);
        };
        if ((runFlags & 1) !== 0) {
          position = base + view.getInt32(row);
          row += 4;
        }
        const firstFlags = next(4, -1);
        for (let index = 0; index < u32(trun.body + 4); index += 1) {
          const duration = next(0x100, defaultDuration);
          const size = next(0x200, defaultSize);
          const ownFlags = next(0x400, index === 0 && firstFlags >= 0 ? firstFlags : defaultFlags);
          const compositionOffset = next(0x800, 0) | 0;
          if (position + size > bytes.length) throw new Error('sample past the end');
          track.samples.push({
            dts,
            duration,
            compositionOffset,
            flags: ownFlags,
            sync: (ownFlags & 0x10000) === 0,
            descriptionIndex,
            position,
            data: bytes.subarray(position, position + size),
            auxiliary: auxiliary[sample] ?? new Uint8Array(0),
          });
          dts += BigInt(duration);
          position += size;
          sample += 1;
        }
        if (row !== trun.end) throw new Error(`trun of ${trun.end - trun.body} bytes`);
      }
      previousEnd = position;
      ends.set(trackId, dts);
    }
  }
}

/** What has to arrive of a sample, in one line: all but its position. */
export function fingerprint(sample: Omit<PlainSample, 'position' | 'sync'>): string {
  const { dts, duration, compositionOffset, flags, descriptionIndex, data, auxiliary } = sample;
  const times = `${dts} ${duration} ${compositionOffset}`;
  return `${times} ${flags.toString(16)} ${descriptionIndex} ${hash(data)} ${hash(auxiliary)}`;
}

/** FNV-1a over 32 bits, and the length. */
export function hash(bytes: Uint8Array): string {
  let state = 0x811c9dc5;
  for (const byte of bytes) state = Math.imul(state ^ byte, 0x01000193);
  return `${bytes.length}:${(state >>> 0).toString(16)}`;
}
