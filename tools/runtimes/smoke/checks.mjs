// What each library has to do wherever it runs, with answers that are known. Nothing here belongs to
// one runtime: files come by way of `fixture`, and what needs a file system is in main.mjs.
import { BwavError, createLoudnessMeter, encodeWave, readWave, readWaveFrom } from '@voxmux/bwav';
import {
  editBox,
  findBox,
  flattenFragments,
  IsobmffError,
  layoutOpusFile,
  mergeFragmentedStreams,
  parseBoxes,
  readMovie,
  standardBoxes,
  streamSpans,
  writeBoxes,
} from '@voxmux/isobmff';
import { createSilenceEncoder, SilenceEncoder } from '@voxmux/opus-silence';
import {
  formatTimecode,
  instantsOfTimecode,
  parseFrameRate,
  parseTimecode,
  timecodeAt,
  timecodeSampleEntry,
  timecodeSampleValue,
} from '@voxmux/timecode';
import {
  blobReader,
  copyPacketsAsync,
  estimatePlacement,
  indexMemory,
  indexTrackAsync,
  layOutSamples,
  memoryReader,
  opusPacketStream,
  planTimeline,
  sessionFromFiles,
} from '@voxmux/wal-reader';

/** Fails with both values, written as JSON. */
export function same(found, expected) {
  const [left, right] = [found, expected].map((value) =>
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)),
  );
  if (left !== right) throw new Error(`found ${left}, expected ${right}`);
}

const SESSION = 'sessions/two-players-minute';
const SEGMENTS = [
  'wal/Alex-13355652049526133572-0001.log',
  'wal/Steve-2916284185720066222-0001.log',
];

async function truthOf(fixture) {
  const text = new TextDecoder().decode(await fixture('sessions/truth/two-players-minute.json'));
  return JSON.parse(text);
}

export async function sha256(parts) {
  const bytes = await new Blob(parts).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function collect(stream) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** By name; each is given `fixture(path)`, which reads bytes, and may return a digest of its result. */
export const checks = {
  'timecode: drop frame leaves out labels': () => {
    const frameRate = parseFrameRate('29.97df');
    same(parseTimecode('00:01:00;02', frameRate).frameNumber, 1800);
    same(formatTimecode({ frameRate, frameNumber: 17982 }), '00:10:00;00');
  },
  'timecode: time of day in a zone, and an hour that there is twice': () => {
    const instant = Date.parse('2026-07-04T12:03:07.220Z');
    const frameRate = parseFrameRate('25');
    const zone = { timeZone: 'Europe/Berlin', frameRate };
    same(timecodeAt({ instant, ...zone }).text, '14:03:07:05');
    const timecode = parseTimecode('02:30:00:00', frameRate);
    const date = { year: 2026, month: 10, day: 25 };
    const answer = instantsOfTimecode({ timecode, date, timeZone: 'Europe/Berlin' });
    same(answer.kind, 'ambiguous');
    same(answer.later.epochNanoseconds - answer.earlier.epochNanoseconds, 3_600_000_000_000n);
  },
  'opus-silence: a length becomes packets': () => {
    const packets = new SilenceEncoder({ channels: 1 }).encode(48000 * 600 + 120);
    same(packets.length, 30001);
    same([...packets[0]], [0xf8, 0xff, 0xfe]);
  },
  'opus-silence: libopus, or the table that says the same': async () => {
    const encoder = await createSilenceEncoder({ channels: 2 });
    const table = new SilenceEncoder({ channels: 2 });
    same(
      encoder.encode(48120).map((packet) => [...packet]),
      table.encode(48120).map((packet) => [...packet]),
    );
  },
  'bwav: a file is written and read': async () => {
    const format = { sampleRate: 48000, channels: 2, sampleFormat: 'pcm24' };
    const sound = Float32Array.from({ length: 4800 }, (_, i) => ((i % 96) - 48) / 64);
    const bext = { description: 'Ana', timeReference: 2 ** 40 };
    const { bytes } = encodeWave({ format, bext, iXml: { project: 'Ana & Bø' } }, [sound, sound]);
    const read = readWave(bytes);
    same(
      [read.format.channels, read.data.frameCount, read.bext.timeReference],
      [2, 4800, 2n ** 40n],
    );
    same(read.iXml.project, 'Ana & Bø');
    const blob = new Blob([bytes]);
    const source = {
      byteLength: blob.size,
      read: async (offset, length) =>
        new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
    };
    same((await readWaveFrom(source)).data, read.data);
    return sha256([bytes]);
  },
  'bwav: a tone of 1 kHz at -23 dBFS measures -23 LUFS': () => {
    const level = 10 ** (-23 / 20);
    const tone = Float32Array.from(
      { length: 48000 * 20 },
      (_, i) => level * Math.sin((2 * Math.PI * i) / 48),
    );
    const meter = createLoudnessMeter(48000, 2);
    meter.add([tone, tone], 0, tone.length);
    same(meter.result().loudnessValue.toFixed(1), '-23.0');
  },
  'bwav: an error says where': () => {
    try {
      readWave(new TextEncoder().encode('RIFFxxxxAVI '));
    } catch (error) {
      same([error instanceof BwavError, error.code], [true, 'not-wave']);
      return;
    }
    throw new Error('nothing was thrown');
  },
  'isobmff: a file is the same after reading and writing': async (fixture) => {
    const bytes = await fixture('fmp4/bframes-elst.video.mp4');
    const file = parseBoxes(bytes, standardBoxes);
    same(findBox(file, 'moov/trak/mdia/hdlr')?.path, 'moov/trak/mdia/hdlr');
    same(await sha256([writeBoxes([editBox(file, () => undefined)])]), await sha256([bytes]));
  },
  'isobmff: two streams become one flat file': async (fixture) => {
    const inputs = await Promise.all(
      ['video', 'audio'].map(
        async (kind) => new Blob([await fixture(`fmp4/vp9-opus.${kind}.mp4`)]),
      ),
    );
    const { spans, byteLength } = await flattenFragments(inputs);
    const bytes = await collect(streamSpans(spans(), inputs));
    same(bytes.byteLength, byteLength);
    const { tracks } = await readMovie(bytes);
    same(
      tracks.map(({ codec }) => codec),
      ['vp09', 'Opus'],
    );
    return sha256([bytes]);
  },
  'isobmff: two streams become one fragmented stream, as they come': async (fixture) => {
    const [video, audio] = await Promise.all(
      ['video', 'audio'].map(
        async (kind) => new Blob([await fixture(`fmp4/vp9-opus.${kind}.mp4`)]),
      ),
    );
    const bytes = await collect(mergeFragmentedStreams(video.stream(), audio.stream()));
    same((await readMovie(bytes)).isFragmented, true);
    return sha256([bytes]);
  },
  'isobmff: an error says where': () => {
    try {
      parseBoxes(Uint8Array.of(0, 0, 0, 4, 0x6d, 0x6f, 0x6f, 0x76), standardBoxes).children;
    } catch (error) {
      same([error instanceof IsobmffError, error.offset], [true, 0]);
      return;
    }
    throw new Error('nothing was thrown');
  },
  'wal-reader: every packet is found and stands in its place': async (fixture) => {
    const { players } = await truthOf(fixture);
    for (const path of SEGMENTS) {
      const segments = [{ name: path.slice(4), bytes: await fixture(`${SESSION}/${path}`) }];
      const index = indexMemory(segments);
      const runs = planTimeline(estimatePlacement(index), { originSamples: 0 });
      const player = path.slice(4, path.indexOf('-'));
      const reader = memoryReader(segments);
      const packets = [];
      for (const chunk of opusPacketStream({ index, runs, reader, player, session: {} })) {
        if (chunk.kind === 'packet') packets.push(chunk.data);
      }
      same(packets.length, players[player].count);
      same(await sha256(packets), players[player].sha256_by_time);
    }
  },
  'all together: a recording from blobs becomes M4A files with timecode': async (fixture) => {
    const files = await Promise.all(
      ['session.json', ...SEGMENTS].map(async (path) => ({
        path,
        blob: new Blob([await fixture(`${SESSION}/${path}`)]),
      })),
    );
    const { manifest, tracks } = await sessionFromFiles(files);
    const { players } = await truthOf(fixture);
    const digests = [];
    for (const track of tracks) {
      const index = await indexTrackAsync(track);
      same(index.rowCount, players[track.key.text].count);
      const runs = planTimeline(estimatePlacement(index), { originSamples: 0 });
      const silence = new SilenceEncoder({ channels: 1 });
      const layout = layOutSamples(index, runs, silence);
      const frameRate = parseFrameRate('50');
      const start = timecodeAt({ instant: manifest.startTimestampMs, timeZone: 'UTC', frameRate });
      const { header, trailer } = layoutOpusFile({
        channelCount: 1,
        packetSizes: layout.sizes,
        packetDurations: {
          sampleCount: layout.durationCounts,
          sampleDelta: layout.durationSamples,
        },
        timecode: { ...timecodeSampleEntry(frameRate), startFrame: timecodeSampleValue(start) },
        tags: { title: track.key.text },
      });
      const packets = [];
      const keep = (bytes) => packets.push(bytes.slice());
      await copyPacketsAsync({ index, runs, silence }, blobReader(track), keep);
      const parts = [header, ...packets, trailer];
      const { tracks: read } = await readMovie(new Blob(parts));
      same(
        read.map(({ codec }) => codec),
        ['Opus', 'tmcd'],
      );
      same(read[0].samples().sampleCount, layout.sampleCount);
      digests.push(await sha256(parts));
    }
    return digests.join(' ');
  },
};

/** Runs them one after the other; nothing is thrown. */
export async function runChecks(all, fixture) {
  const results = [];
  for (const [name, check] of Object.entries(all)) {
    try {
      results.push({ name, digest: (await check(fixture)) ?? null });
    } catch (error) {
      results.push({ name, error: String(error?.stack ?? error) });
    }
  }
  return results;
}
