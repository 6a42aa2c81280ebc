import type { Page } from 'playwright-core';

/** What a media element tells when it has come to the end, or given up. */
export interface Playback {
  /** Text of the element's error; empty if there is none. */
  readonly error: string;
  readonly hasEnded: boolean;
  /** Seconds played: from the first to the last position. */
  readonly playedSeconds: number;
  readonly duration: number;
  readonly videoWidth: number;
  readonly decodedAudioBytes: number;
  readonly decodedVideoBytes: number;
}

export interface PlayRequest {
  readonly element: 'video' | 'audio';
  readonly url: string;
  /** Type with codecs, to feed the element through Media Source Extensions; otherwise it loads the address. */
  readonly mediaSourceType?: string;
  readonly timeoutMs: number;
}

/** Plays a file to its end in a page, faster than real time. */
export function play(page: Page, request: PlayRequest): Promise<Playback> {
  return page.evaluate(playHere, request);
}

/** Runs in the page: everything it needs has to be inside. */
async function playHere({
  element,
  url,
  mediaSourceType,
  timeoutMs,
}: PlayRequest): Promise<Playback> {
  const media = document.createElement(element);
  document.body.replaceChildren(media);
  let failure = '';

  async function feed(type: string): Promise<void> {
    const source = new MediaSource();
    media.src = URL.createObjectURL(source);
    await new Promise((resolve) => {
      source.addEventListener('sourceopen', resolve, { once: true });
    });
    const buffer = source.addSourceBuffer(type);
    buffer.appendBuffer(await (await fetch(url)).arrayBuffer());
    await new Promise<void>((resolve, reject) => {
      buffer.addEventListener('updateend', () => {
        resolve();
      });
      buffer.addEventListener('error', () => {
        reject(new Error(`append: ${media.error?.message ?? 'refused'}`));
      });
    });
    source.endOfStream();
    // A live stream does not begin at 0.
    if (buffer.buffered.length > 0) media.currentTime = buffer.buffered.start(0);
  }

  const finished = new Promise<void>((resolve) => {
    media.addEventListener('ended', () => {
      resolve();
    });
    media.addEventListener('error', () => {
      failure = media.error?.message ?? 'error';
      resolve();
    });
    setTimeout(resolve, timeoutMs);
  });
  let first = NaN;
  try {
    if (mediaSourceType === undefined) media.src = url;
    else await feed(mediaSourceType);
    media.playbackRate = 4;
    await media.play();
    first = media.currentTime;
    await finished;
  } catch (error) {
    failure = String(error);
  }
  const counts = media as HTMLMediaElement & {
    readonly webkitAudioDecodedByteCount: number;
    readonly webkitVideoDecodedByteCount: number;
  };
  return {
    error: failure,
    hasEnded: media.ended,
    playedSeconds: media.currentTime - first,
    duration: media.duration,
    videoWidth: media instanceof HTMLVideoElement ? media.videoWidth : 0,
    decodedAudioBytes: counts.webkitAudioDecodedByteCount,
    decodedVideoBytes: counts.webkitVideoDecodedByteCount,
  };
}
