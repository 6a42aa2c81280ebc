// Merges a video and an audio file with mediabunny: node mediabunny-merge.mjs VIDEO AUDIO OUT flat|fragmented
import {
  ALL_FORMATS,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  FilePathTarget,
  Input,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';

const [video, audio, out, layout] = process.argv.slice(2);
const open = (path) => new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
const videoTrack = await open(video).getPrimaryVideoTrack();
const audioTrack = await open(audio).getPrimaryAudioTrack();
const output = new Output({
  format: new Mp4OutputFormat({ fastStart: layout === 'flat' ? false : 'fragmented' }),
  target: new FilePathTarget(out),
});
const videoSource = new EncodedVideoPacketSource(videoTrack.codec);
const audioSource = new EncodedAudioPacketSource(audioTrack.codec);
output.addVideoTrack(videoSource);
output.addAudioTrack(audioSource);
await output.start();

async function copy(track, source) {
  const decoderConfig = await track.getDecoderConfig();
  for await (const packet of new EncodedPacketSink(track).packets()) {
    await source.add(packet, { decoderConfig });
  }
  source.close();
}

await Promise.all([copy(videoTrack, videoSource), copy(audioTrack, audioSource)]);
await output.finalize();
