import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readWave } from '@voxmux/bwav';
import { readMovieOf } from '@voxmux/isobmff';
import { estimatePlacement, planTimeline } from '@voxmux/wal-reader';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentProgress } from '../progress.js';
import type { BitDepth } from '../render/bit-depth.js';
import { renderSession } from '../render/render-session.js';
import { openSessionSource } from '../render/session-source.js';
import type { DifferenceKind } from './difference.js';
import { createRecordingReader, type RecordingReader, recordingOf } from './recording.js';
import type { Verification } from './verification.js';
import { verifyFile } from './verify-file.js';

const sessionFolder = fileURLToPath(
  new URL('../../../../fixtures/sessions/crashed-tail', import.meta.url),
);

describe('verify', () => {
  const { signal } = new AbortController();
  let folder: string;
  let reader: RecordingReader;
  /** Steve's WAV of 24 bits, and where its audio lies. */
  let original: Uint8Array;
  let dataOffset: number;
  /** The frames at which Steve's recorded packets begin, all of 20 ms. */
  let packetFrames: readonly number[];
  const stride = 3;
  const packetLength = 960;

  async function render(
    player: string,
    bitDepth: BitDepth,
    format: 'bwav' | 'm4a' = 'bwav',
  ): Promise<Uint8Array> {
    const outFolder = join(folder, `${player}-${bitDepth}`);
    const request = {
      sessionFolder,
      players: [player],
      formats: [format],
      bitDepth,
      loudness: true,
      jobs: 1,
      outFolder,
      start: 'session',
      startTime: undefined,
      timeZone: 'Europe/Berlin',
      frameRate: '25',
      force: true,
      verify: false,
      json: true,
    } as const;
    const { outputs } = await renderSession(request, silentProgress, signal);
    return new Uint8Array(readFileSync(outputs[0]?.file ?? ''));
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
    const source = openSessionSource({ sessionFolder, startTime: undefined });
    reader = createRecordingReader(recordingOf(source), silentProgress, signal);
    original = await render('Steve', '24');
    dataOffset = readWave(original).data.offset;
    packetFrames = await framesOfPackets();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function framesOfPackets(): Promise<number[]> {
    const speaker = reader.recording.speakers.find(({ track }) => track.key.text === 'Steve');
    if (speaker === undefined) throw new Error('no Steve');
    const { index } = await reader.track(speaker);
    // By the fixture's manifest the session begins 3 ms behind a frame of 25 a second.
    const remainderMs = reader.recording.startTimestampMs % 40;
    const plan = planTimeline(estimatePlacement(index), { originSamples: -48 * remainderMs });
    const frames: number[] = [];
    let frame = -312;
    for (let run = 0; run < plan.runCount; run++) {
      frame += 120 * (plan.silenceUnits[run] ?? 0);
      for (let packet = 0; packet < (plan.rowCounts[run] ?? 0); packet++) {
        frames.push(frame);
        frame += packetLength;
      }
    }
    return frames;
  }

  async function verify(bytes: Uint8Array): Promise<Verification> {
    const file = join(folder, 'tampered.wav');
    writeFileSync(file, bytes);
    return verifyFile(file, reader, silentProgress, signal);
  }

  const audio = (): Uint8Array => original.slice(dataOffset, dataOffset + frameCount() * stride);
  const frameCount = (): number => readWave(original).data.frameCount;

  /** The header with sizes that are right for other audio. */
  function withAudio(samples: Uint8Array): Uint8Array {
    const padding = samples.length % 2;
    const bytes = new Uint8Array(dataOffset + samples.length + padding);
    bytes.set(original.subarray(0, dataOffset));
    bytes.set(samples, dataOffset);
    const view = new DataView(bytes.buffer);
    view.setUint32(4, bytes.length - 8, true);
    view.setUint32(dataOffset - 4, samples.length, true);
    return bytes;
  }

  const withFrames = (...parts: readonly (readonly [number, number] | number)[]): Uint8Array => {
    const whole = audio();
    const pieces = parts.map((part) =>
      typeof part === 'number'
        ? new Uint8Array(part * stride)
        : whole.subarray(part[0] * stride, part[1] * stride),
    );
    return withAudio(new Uint8Array(Buffer.concat(pieces)));
  };

  /** Largest magnitude in a stretch of the original. */
  function peak(from: number, frames: number): number {
    const view = new DataView(original.buffer, original.byteOffset);
    let largest = 0;
    for (let frame = from; frame < from + frames; frame++) {
      const at = dataOffset + frame * stride;
      const value = view.getUint16(at, true) | (view.getInt8(at + 2) << 16);
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
  /** A packet in speech, with four loud ones and no gap around it. */
  function speech(): number {
    const packet = packetFrames.findIndex((frame, at) =>
      [-2, -1, 0, 1, 2].every(
        (near) =>
          packetFrames[at + near] === frame + near * packetLength &&
          peak(frame + near * packetLength, packetLength) > 2 ** 18,
      ),
    );
    return packetFrames[packet] ?? 0;
  }
  /** The first pause of 100 ms and more behind a packet, 40 ms into it. */
  function pause(): number {
    const packet = packetFrames.findIndex(
      (frame, at) => (packetFrames[at + 1] ?? 0) - frame > 5 * packetLength,
    );
    return (packetFrames[packet] ?? 0) + 3 * packetLength;
  }

  const patched = (at: number, ...bytes: readonly number[]): Uint8Array => {
    const copy = original.slice();
    copy.set(bytes, at);
    return copy;
  };
  const chunkAt = (id: string): number => {
    const chunk = readWave(original).chunks.find((candidate) => candidate.id === id);
    return (chunk?.offset ?? NaN) + 8;
  };
  /** The file with a text of its chunks replaced by one of the same length, everywhere. */
  const reworded = (text: string | RegExp, by: (found: string) => string): Uint8Array => {
    const head = Buffer.from(original.subarray(0, dataOffset)).toString('latin1');
    const changed = head.replace(text, by);
    expect(changed).not.toBe(head);
    expect(changed).toHaveLength(head.length);
    const copy = original.slice();
    copy.set(Buffer.from(changed, 'latin1'));
    return copy;
  };

  test('a file as it was rendered, at any bit depth', async () => {
    for (const bitDepth of ['16', '24', '32f'] as const) {
      for (const player of ['Alex', 'Steve']) {
        const result = await verify(await render(player, bitDepth));
        expect(result).toMatchObject({ difference: null, wave: { undecodedPackets: 0 } });
      }
    }
  });

  test('a file that became RF64', async () => {
    const bytes = asRf64();
    expect(readWave(bytes)).toMatchObject({ container: 'RF64', damage: [] });
    expect(await verify(bytes)).toMatchObject({ player: 'Steve', difference: null });
  });

  function asRf64(): Uint8Array<ArrayBuffer> {
    const bytes = original.slice();
    const view = new DataView(bytes.buffer);
    const text = new TextEncoder();
    bytes.set(text.encode('RF64'));
    bytes.set(text.encode('ds64'), 12);
    view.setBigUint64(20, BigInt(bytes.length - 8), true);
    view.setBigUint64(28, BigInt(frameCount() * stride), true);
    view.setBigUint64(36, BigInt(frameCount()), true);
    for (const at of [4, dataOffset - 4]) view.setUint32(at, 0xffffffff, true);
    return bytes;
  }

  const soundTampering: readonly [string, DifferenceKind, () => Uint8Array, RegExp][] = [
    [
      'one bit of a sample',
      'samples-changed',
      () => {
        const at = dataOffset + (speech() + 100) * stride + 1;
        return patched(at, (original[at] ?? 0) ^ 1);
      },
      /the value -?\d+, expected -?[\d.]+, give or take half a step$/,
    ],
    [
      'the last bit of a sample',
      'samples-changed',
      () => {
        const at = dataOffset + (speech() + 100) * stride;
        return patched(at, (original[at] ?? 0) ^ 1);
      },
      /half a step$/,
    ],
    [
      'a sample in a pause',
      'silence-missing',
      () => patched(dataOffset + pause() * stride, 1),
      /found sound, expected silence/,
    ],
    [
      'sound in a pause',
      'silence-missing',
      () =>
        withFrames(
          [0, pause()],
          [speech(), speech() + packetLength],
          [pause() + packetLength, frameCount()],
        ),
      /found sound, expected silence/,
    ],
    [
      'sound one sample late',
      'samples-repeated',
      () => withFrames([0, speech()], [speech() - 1, frameCount() - 1]),
      /1 sample later in the file$/,
    ],
    [
      'everything one sample early',
      'silence-missing',
      () => withFrames([1, frameCount()], 1),
      /found what comes 1 sample later, expected silence/,
    ],
    [
      '20 ms dropped',
      'samples-missing',
      () => withFrames([0, speech()], [speech() + packetLength, frameCount()]),
      /found what comes 960 samples \(20 ms\) later/,
    ],
    [
      '20 ms doubled',
      'samples-repeated',
      () => withFrames([0, speech()], [speech() - packetLength, frameCount()]),
      /found the samples before once more, expected what comes 960 samples \(20 ms\) later/,
    ],
    [
      '20 ms of other sound',
      'samples-added',
      () =>
        withFrames(
          [0, speech()],
          [0, 480],
          [speech() + 480, speech() + 960],
          [speech(), frameCount()],
        ),
      /960 samples \(20 ms\) later in the file/,
    ],
    [
      'two packets swapped',
      'packets-swapped',
      () => {
        const [first, second, third] = [0, 1, 2].map((packet) => speech() + packet * packetLength);
        return withFrames(
          [0, first ?? 0],
          [second ?? 0, third ?? 0],
          [first ?? 0, second ?? 0],
          [third ?? 0, frameCount()],
        );
      },
      /found the sound of the next packet/,
    ],
    [
      'a packet silenced',
      'packet-missing',
      () => withFrames([0, speech()], packetLength, [speech() + packetLength, frameCount()]),
      /found silence, expected the sound of a recorded packet/,
    ],
    [
      '20 ms less of a pause',
      'silence-missing',
      () => withFrames([0, pause()], [pause() + packetLength, frameCount()]),
      /found what comes 960 samples \(20 ms\) later, expected silence up to there/,
    ],
    [
      '20 ms more of a pause',
      'silence-too-long',
      () => withFrames([0, pause()], packetLength, [pause(), frameCount()]),
      /found silence, expected what comes 960 samples \(20 ms\) later/,
    ],
    [
      'half the level',
      'samples-changed',
      () => {
        const samples = audio();
        const view = new DataView(samples.buffer);
        for (let at = 0; at < samples.length; at += stride) {
          const value = view.getUint16(at, true) | (view.getInt8(at + 2) << 16);
          view.setInt16(at, value >> 1, true);
          view.setInt8(at + 2, value >> 17);
        }
        return withAudio(samples);
      },
      /and \d+ further samples of the packet differ/,
    ],
    [
      'the end cut off',
      'samples-missing',
      () => withFrames([0, frameCount() - 500]),
      /found the end of the audio, expected the sound of a recorded packet/,
    ],
    [
      'silence more at the end',
      'samples-added',
      () => withFrames([0, frameCount()], 480),
      /found 480 samples more/,
    ],
  ];

  test.each(soundTampering)('catches %s, as %s, and says where', async (_, what, tamper, text) => {
    const { difference } = await verify(tamper());
    expect(difference).toMatchObject({
      what,
      timeSeconds: expect.any(Number) as unknown,
      fileOffset: expect.any(Number) as unknown,
    });
    expect(`found ${difference?.found ?? ''}, expected ${difference?.expected ?? ''}`).toMatch(
      text,
    );
  });

  test('names packet, time, byte and the record of the log', async () => {
    const frame = speech() + 100;
    const at = dataOffset + frame * stride + 2;
    const { difference } = await verify(patched(at, (original[at] ?? 0) ^ 0x40));
    expect(difference).toMatchObject({ timeSeconds: frame / 48000, fileOffset: at - 2 });
    const m4a = await render('Steve', '24', 'm4a');
    const samples = readMovieOf(m4a).tracks[0]?.samples();
    const packet = difference?.packet ?? -1;
    expect(samples?.decodeTime[packet]).toBe(speech() + 312);
    const offset = samples?.offset[packet] ?? 0;
    const bytes = m4a.subarray(offset, offset + (samples?.size[packet] ?? 0));
    const log = readFileSync(join(sessionFolder, 'wal', difference?.logFile ?? ''));
    const { logOffset = 0 } = difference ?? {};
    expect(Buffer.compare(log.subarray(logOffset, logOffset + bytes.length), bytes)).toBe(0);
  });

  test('catches the sound of another speaker under this header', async () => {
    const other = await render('Alex', '24');
    const { data } = readWave(other);
    const sound = other.slice(data.offset, data.offset + data.byteLength);
    const { difference } = await verify(withAudio(sound));
    expect(difference?.what).toMatch(/^(samples|silence|packet)-/);
  });

  const littleEndian = (value: number, byteLength: number): number[] =>
    Array.from({ length: byteLength }, (_, byte) => Math.floor(value / 256 ** byte) % 256);
  const another = (text: string): string => text.replaceAll(/[1-8]/g, (d) => String(Number(d) + 1));

  const headerTampering: readonly [string, DifferenceKind, () => Uint8Array][] = [
    ['a file cut in its middle', 'file-structure', () => original.slice(0, original.length / 2)],
    ['a data size that is too large', 'file-structure', () => patched(dataOffset - 2, 0xff)],
    [
      'a data size that is too small',
      'file-structure',
      () => patched(dataOffset - 4, ...littleEndian(3000, 4)),
    ],
    ['a RIFF size that is wrong', 'file-structure', () => patched(4, 1, 2, 3, 0)],
    ['a file that is none', 'file-structure', () => new TextEncoder().encode('RIFF')],
    [
      'another number of samples in ds64',
      'file-structure',
      () => {
        const bytes = asRf64();
        bytes[36] = (bytes[36] ?? 0) ^ 1;
        return bytes;
      },
    ],
    [
      'another sample rate',
      'wave-format',
      () => patched(chunkAt('fmt ') + 4, ...littleEndian(44100, 4)),
    ],
    ['another byte rate', 'wave-format', () => patched(chunkAt('fmt ') + 8, 0)],
    ['another channel count', 'wave-format', () => patched(chunkAt('fmt ') + 2, 2)],
    [
      'two channels throughout',
      'wave-format',
      () => {
        const bytes = patched(chunkAt('fmt ') + 2, 2);
        bytes.set(littleEndian(6, 2), chunkAt('fmt ') + 12);
        bytes.set(littleEndian(288000, 4), chunkAt('fmt ') + 8);
        return bytes;
      },
    ],
    ['another bit depth', 'wave-format', () => patched(chunkAt('fmt ') + 14, 20)],
    ['another sample format', 'wave-format', () => patched(chunkAt('fmt '), 3)],
    [
      'a TimeReference that iXML does not have',
      'timecode',
      () => patched(chunkAt('bext') + 338, 1, 2, 3),
    ],
    [
      'a time that is wrong in both',
      'timecode',
      () => {
        const low = /(?<=_LO>)\d+/;
        const bytes = reworded(low, another);
        const head = Buffer.from(bytes.subarray(0, dataOffset)).toString('latin1');
        const time = Number(low.exec(head)?.[0]);
        bytes.set(littleEndian(time, 4), chunkAt('bext') + 338);
        return bytes;
      },
    ],
    [
      'another date',
      'broadcast-extension',
      () => patched(chunkAt('bext') + 320, ...Buffer.from('2019')),
    ],
    [
      'another time of day',
      'broadcast-extension',
      () => patched(chunkAt('bext') + 330 + 6, ...Buffer.from('59')),
    ],
    [
      'another description',
      'broadcast-extension',
      () => patched(chunkAt('bext'), ...Buffer.from('Stefe')),
    ],
    [
      'another originator',
      'broadcast-extension',
      () => patched(chunkAt('bext') + 256, ...Buffer.from('SoX')),
    ],
    ['another coding history', 'broadcast-extension', () => reworded('A=OPUS', () => 'A=MPEG')],
    [
      'another loudness',
      'loudness',
      () => {
        const at = chunkAt('bext') + 412;
        return patched(at, (original[at] ?? 0) ^ 4);
      },
    ],
    ['no bext', 'broadcast-extension', () => reworded('bext', () => 'bexu')],
    ['no iXML', 'ixml', () => reworded('iXML', () => 'iXMM')],
    ['another timecode rate', 'ixml', () => reworded(/(?<=TIMECODE_RATE>)25/, () => '50')],
    ['a rate that is none', 'timecode', () => reworded(/(?<=TIMECODE_RATE>)25\/1/, () => '0/25')],
    ['another speed', 'ixml', () => reworded(/(?<=MASTER_SPEED>)25/, () => '24')],
    ['another sample rate in iXML', 'ixml', () => reworded(/(?<=FILE_SAMPLE_RATE>)48/, () => '44')],
    ['another bit depth in iXML', 'ixml', () => reworded(/(?<=BIT_DEPTH>)24/, () => '16')],
    ['the name of another speaker', 'ixml', () => reworded(/(?<=<NAME>)Steve/, () => 'Stefe')],
    ['the name of nobody', 'ixml', () => reworded(/(?<=<NOTE>)Steve/, () => 'Stefe')],
    ['another take', 'ixml', () => reworded(/(?<=<TAKE>)2/, () => '1')],
    ['another identifier', 'ixml', () => reworded(/(?<=<FILE_UID>)\w{4}/, another)],
    ['another session', 'ixml', () => reworded(/(?<=<PROJECT>)\w/, () => '~')],
    ['another zone', 'timecode', () => reworded('Europe/Berlin', () => 'Europe/London')],
    ['no zone', 'ixml', () => reworded('(Europe/Berlin)', () => ' Europe/Berlin ')],
  ];

  test.each(headerTampering)('catches %s, as %s', async (_, what, tamper) => {
    const { difference } = await verify(tamper());
    expect(difference).toMatchObject({ what });
    expect(difference?.found).not.toBe(difference?.expected);
  });

  test('16 bits: what dither may do is let pass, more is not', async () => {
    const bytes = await render('Alex', '16');
    const { data } = readWave(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const loud = Array.from({ length: data.frameCount }, (_, frame) => frame).find(
      (frame) => Math.abs(view.getInt16(data.offset + 2 * frame, true)) > 2000,
    );
    const at = data.offset + 2 * (loud ?? 0);
    view.setInt16(at, view.getInt16(at, true) + 4, true);
    const { difference } = await verify(bytes);
    expect(difference).toMatchObject({ what: 'samples-changed', fileOffset: at });
    expect(difference?.expected).toMatch(/give or take 1\.5 steps$/);
  });

  test('32-bit float: every bit counts, and so does the number of samples in fact', async () => {
    const bytes = await render('Alex', '32f');
    const { data, chunks } = readWave(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const loud = Array.from({ length: data.frameCount }, (_, frame) => frame).find(
      (frame) => Math.abs(view.getFloat32(data.offset + 4 * frame, true)) > 0.1,
    );
    const at = data.offset + 4 * (loud ?? 0);
    const last = bytes.slice();
    last[at] = (last[at] ?? 0) ^ 1;
    expect((await verify(last)).difference).toMatchObject({
      what: 'samples-changed',
      fileOffset: at,
      expected: expect.stringContaining('give or take nothing') as unknown,
    });
    const fact = chunks.find(({ id }) => id === 'fact')?.offset ?? 0;
    bytes[fact + 8] = (bytes[fact + 8] ?? 0) ^ 1;
    expect((await verify(bytes)).difference).toMatchObject({
      what: 'file-structure',
      found: expect.stringContaining('in fact') as unknown,
    });
  });
});
