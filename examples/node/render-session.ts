import { layoutOpusFile, OPUS_PRE_SKIP } from '@voxmux/isobmff';
import { SilenceEncoder } from '@voxmux/opus-silence';
import * as smpte from '@voxmux/timecode';
import { copyPackets, estimatePlacement, layOutSamples, planTimeline } from '@voxmux/wal-reader';
import { indexTrack, openSegments, openSession } from '@voxmux/wal-reader/node';
import { appendFileSync, closeSync, openSync } from 'node:fs';

const [folder = '.', timeZone = 'UTC'] = process.argv.slice(2);
const { manifest, tracks } = openSession(folder);
const frameRate = smpte.parseFrameRate('50');
const instant = manifest.startTimestampMs;
const start = smpte.timecodeAt({ instant, timeZone, frameRate });
// Files begin on the frame in which the session does: as many samples before it.
const originSamples = -start.remainderSamples.numerator / start.remainderSamples.denominator;

for (const track of tracks) {
  const index = indexTrack(track); // a row for each packet, in typed arrays
  if (index.rowCount === 0) continue;
  const placement = estimatePlacement(index); // when each was spoken
  const runs = planTimeline(placement, { originSamples, longerThanSamples: OPUS_PRE_SKIP });
  const channelCount = index.stereoPacketCount > 0 ? 2 : 1;
  const silence = new SilenceEncoder({ channels: channelCount });
  const { sizes, durationCounts, durationSamples } = layOutSamples(index, runs, silence);
  const { header, trailer } = layoutOpusFile({
    channelCount,
    packetSizes: sizes,
    packetDurations: { sampleCount: durationCounts, sampleDelta: durationSamples },
    timecode: {
      ...smpte.timecodeSampleEntry(frameRate),
      startFrame: smpte.timecodeSampleValue(start),
    },
    tags: { title: track.key.text },
    creationTimestampMs: instant,
  });
  const reader = openSegments(track);
  const file = openSync(`${encodeURIComponent(track.key.text)}.m4a`, 'w');
  appendFileSync(file, header);
  copyPackets({ index, runs, silence }, reader, (bytes) => {
    appendFileSync(file, bytes);
  });
  appendFileSync(file, trailer);
  closeSync(file);
  reader.close();
}
