import { fileURLToPath } from 'node:url';

import { expect, test } from '@jest/globals';

import { openSegments } from './node/segment-files.js';
import { openSession } from './node/session-folder.js';
import { indexTrack } from './node/track-index.js';
import { opusPacketStream } from './opus-packet-stream.js';
import { copyPackets } from './packet-copy.js';
import { estimatePlacement, planTimeline } from './timeline/index.js';

const SILENCE = {
  encode: (durationSamples: number) =>
    [8, 4, 2, 1]
      .filter((part) => ((durationSamples / 120) & part) !== 0)
      .map((part) => Uint8Array.of(0xe0 | (Math.log2(part) << 3), 0xff, 0xfe)),
};

function streamOf(fixture: string, player: string) {
  const folder = fileURLToPath(new URL(`../../../fixtures/sessions/${fixture}`, import.meta.url));
  const session = openSession(folder);
  const track = session.tracks.find(({ key }) => key.text === player);
  if (track === undefined) throw new Error('no such track');
  const index = indexTrack(track);
  const runs = planTimeline(estimatePlacement(index), { originSamples: 0 });
  const reader = openSegments(track);
  const stream = opusPacketStream({ index, runs, reader, player, session: session.manifest });
  return { stream, index, runs, reader };
}

test('a stream consists of the packets of the plan and the silence between them', () => {
  const { stream, index, runs, reader } = streamOf('three-players-stereo', 'Alex');
  expect(stream.info).toMatchObject({
    sampleRate: 48000,
    channels: 2,
    firstPacketTimestampMs: 1504,
    packetCount: 686,
    player: 'Alex',
    session: { emitterPlayer: 'Al' },
  });

  const chunks = [...stream];
  const packets = chunks.filter((chunk) => chunk.kind === 'packet');
  const silences = chunks.filter((chunk) => chunk.kind === 'silence');
  const written: Uint8Array[] = [];
  const noSilence = { ...runs, silenceUnits: new Uint32Array(runs.runCount) };
  copyPackets({ index, runs: noSilence, silence: SILENCE }, reader, (bytes) => {
    written.push(bytes.slice());
  });
  expect(Buffer.concat(packets.map(({ data }) => data)).equals(Buffer.concat(written))).toBe(true);
  expect(packets.map(({ timestampMs }) => timestampMs)).toEqual(Array.from(index.stampMs));
  expect(silences.map(({ durationSamples }) => durationSamples)).toEqual(
    Array.from(runs.silenceUnits.subarray(0, runs.runCount), (units) => units * 120).filter(
      (samples) => samples > 0,
    ),
  );
  expect(chunks.reduce((sum, { durationSamples }) => sum + durationSamples, 0)).toBe(
    stream.info.durationSamples,
  );
  reader.close();
});

test('a stream can be iterated again, and left', () => {
  const { stream, reader } = streamOf('rotated-segments', 'Miner-49er');
  const count = () => [...stream].filter(({ kind }) => kind === 'packet').length;
  for (const chunk of stream) {
    if (chunk.kind === 'packet') break;
  }
  expect(count()).toBe(1228);
  expect(count()).toBe(1228);
  expect(stream.info.channels).toBe(1);
  reader.close();
});
