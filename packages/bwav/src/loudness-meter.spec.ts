import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BroadcastLoudness } from './broadcast-extension.js';
import { createLoudnessMeter } from './loudness-meter.js';

const RATE = 48000;

/** A sine at a level in dBFS (peak). */
function sine(seconds: number, levelDb: number, frequency = 1000, phase = 0): Float32Array {
  const amplitude = 10 ** (levelDb / 20);
  const samples = new Float32Array(Math.round(seconds * RATE));
  // By recurrence: a sine for each sample takes Jest a minute.
  const step = (2 * Math.PI * frequency) / RATE;
  const factor = 2 * Math.cos(step);
  let previous = Math.sin(phase - step);
  let current = Math.sin(phase);
  for (let at = 0; at < samples.length; at++) {
    samples[at] = amplitude * current;
    [previous, current] = [current, factor * current - previous];
  }
  return samples;
}

function joined(...parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function measure(...channels: readonly Float32Array[]): BroadcastLoudness {
  const meter = createLoudnessMeter(RATE, channels.length);
  meter.add(channels, 0, channels[0]?.length ?? 0);
  return meter.result();
}

describe('createLoudnessMeter', () => {
  // EBU Tech 3341, minimum requirements: stereo sines of 1 kHz, tolerance 0.1 LU.
  test.each<[string, Float32Array, number]>([
    ['case 1', sine(20, -23), -23],
    ['case 2', sine(20, -33), -33],
    ['case 3', joined(sine(10, -36), sine(60, -23), sine(10, -36)), -23],
    [
      'case 4',
      joined(sine(10, -72), sine(10, -36), sine(60, -23), sine(10, -36), sine(10, -72)),
      -23,
    ],
    ['case 5', joined(sine(20, -26), sine(20.1, -20), sine(20, -26)), -23],
  ])('integrated loudness, %s', (_, signal, expected) => {
    expect(Math.abs((measure(signal, signal).loudnessValue ?? 0) - expected)).toBeLessThan(0.1);
  });

  test.each([
    ['case 1', [-20, -30], 10],
    ['case 2', [-20, -15], 5],
    ['case 3', [-40, -20], 20],
    ['case 4', [-50, -35, -20, -35, -50], 15],
  ])('loudness range (EBU Tech 3342), %s: within 1 LU', (_, levels, expected) => {
    const signal = joined(...levels.map((level) => sine(20, level)));
    expect(Math.abs((measure(signal, signal).loudnessRange ?? 0) - expected)).toBeLessThan(1);
  });

  test('momentary and short-term loudness of a steady tone are its loudness', () => {
    const { maxMomentaryLoudness, maxShortTermLoudness } = measure(sine(5, -23), sine(5, -23));
    expect(maxMomentaryLoudness).toBeCloseTo(-23, 1);
    expect(maxShortTermLoudness).toBeCloseTo(-23, 1);
  });

  // A sine at a quarter of the rate whose samples all lie 3 dB under its crest.
  test('true peak lies between samples', () => {
    const { maxTruePeakLevel } = measure(sine(1, -6, RATE / 4, Math.PI / 4));
    expect(maxTruePeakLevel).toBeGreaterThan(-6.4);
    expect(maxTruePeakLevel).toBeLessThan(-5.8);
  });

  test('one channel is 3 LU under two of the same', () => {
    const tone = sine(5, -20);
    const difference =
      (measure(tone, tone).loudnessValue ?? 0) - (measure(tone).loudnessValue ?? 0);
    expect(difference).toBeCloseTo(10 * Math.log10(2), 2);
  });

  test('what is too short or too quiet is left out', () => {
    expect(measure(new Float32Array(RATE * 10))).toEqual({});
    expect(Object.keys(measure(sine(0.3, -20)))).toEqual(['maxTruePeakLevel']);
    expect(measure(sine(1, -20)).maxShortTermLoudness).toBeUndefined();
  });

  test('what a decoder leaves in place of zeros is silence', () => {
    expect(measure(new Float32Array(4 * RATE).fill(2e-34))).toEqual({});
    const once = joined(sine(0.05, -30), new Float32Array(4 * RATE));
    for (const value of Object.values(measure(once))) expect(value).toBeGreaterThan(-300);
  });

  test('does not depend on how the audio is cut into pieces', () => {
    const signal = joined(sine(3, -30, 440), sine(2, -12, 3000), sine(3, -25, 100));
    const whole = measure(signal);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50000 }), { minLength: 1 }), (sizes) => {
        const meter = createLoudnessMeter(RATE, 1);
        for (let at = 0, piece = 0; at < signal.length; piece++) {
          const count = Math.min(sizes[piece % sizes.length] ?? 1, signal.length - at);
          if (sizes.length * 100 < piece) {
            meter.add([signal], at, signal.length - at);
            break;
          }
          meter.add([signal], at, count);
          at += count;
        }
        for (const [name, value] of Object.entries(meter.result())) {
          expect(value).toBeCloseTo(Number(Reflect.get(whole, name)), 6);
        }
      }),
      { numRuns: 10 },
    );
  });

  test('silence that is counted is the same as silence that is measured', () => {
    const speech = sine(4, -18, 700);
    const pauseFrames = RATE * 11 + 1234;
    const counted = createLoudnessMeter(RATE, 1);
    counted.add([speech], 0, speech.length);
    counted.addSilence(pauseFrames);
    counted.add([speech], 0, speech.length);
    const measured = measure(joined(speech, new Float32Array(pauseFrames), speech));
    for (const [name, value] of Object.entries(counted.result())) {
      expect(value).toBeCloseTo(Number(Reflect.get(measured, name)), 6);
    }
  });
});
