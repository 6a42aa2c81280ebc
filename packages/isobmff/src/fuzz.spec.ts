import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { parseBoxes } from './box-tree.js';
import { mutate, type ByteSpan } from './byte-mutation.testkit.js';
import { faultOf, fuzzTargets, type FuzzInput } from './fuzz-targets.testkit.js';
import { standardBoxes } from './standard-boxes.js';

/**
 * A short round over fixed seeds. tools/fuzz-isobmff.mts runs the same for as long as it is told,
 * by the environment: FUZZ_SECONDS, FUZZ_SEED (the first one), FUZZ_TARGETS (names with commas).
 */
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 0);
const firstSeed = Number(process.env['FUZZ_SEED'] ?? 1);
const chosen = process.env['FUZZ_TARGETS']?.split(',') ?? Object.keys(fuzzTargets);

/** Seeds of the short round, for each target. */
const SEEDS = 40;
/** A single file that takes longer is a find; far above what any takes on a busy machine. */
const SLOW_MS = 20_000;

const folder = new URL('../../../fixtures/fmp4/', import.meta.url);

interface Original {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly partner: Uint8Array;
  readonly side: 'video' | 'audio';
  /** Everything but media data. */
  readonly structure: readonly ByteSpan[];
}

const originals = readdirSync(folder)
  .filter((name) => name.endsWith('.mp4'))
  .map((name): Original => {
    const side = name.endsWith('.video.mp4') ? 'video' : 'audio';
    const other = name.replace(`.${side}.`, side === 'video' ? '.audio.' : '.video.');
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
    const structure = parseBoxes(bytes, standardBoxes)
      .children.filter(({ type }) => type !== 'mdat')
      .map(({ offset, size }): ByteSpan => [offset, offset + size]);
    return {
      name,
      bytes,
      partner: new Uint8Array(readFileSync(new URL(other, folder))),
      side,
      structure,
    };
  });

function inputOf(seed: number): FuzzInput & { readonly name: string } {
  const original = originals[seed % originals.length];
  if (original === undefined) throw new Error('no fixtures');
  const { name, bytes, partner, side, structure } = original;
  return { name, damaged: mutate(bytes, seed, structure), partner, side };
}

test.each(Object.entries(fuzzTargets).filter(([name]) => chosen.includes(name)))(
  '%s gives a result or a typed error, whatever the damage',
  async (_, target) => {
    const faults: string[] = [];
    const end = performance.now() + seconds * 1000;
    let seed = firstSeed;
    for (; seed < firstSeed + SEEDS || performance.now() < end; seed++) {
      const input = inputOf(seed);
      const fault = await faultOf(target, input, SLOW_MS);
      if (fault !== undefined) faults.push(`seed ${seed}, ${input.name}: ${fault}`);
    }
    if (seconds > 0) console.info(`seeds ${firstSeed} to ${seed - 1}`);
    expect(faults).toEqual([]);
  },
  (seconds + 120) * 1000,
);
