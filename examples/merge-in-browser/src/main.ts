import { flattenFragments, mergeFragmentedStreams, readMovie, streamSpans } from '@voxmux/isobmff';

const video = element('video', HTMLInputElement);
const audio = element('audio', HTMLInputElement);
const layout = element('layout', HTMLSelectElement);
const progress = element('progress', HTMLProgressElement);
const errorLine = element('error', HTMLElement);
const result = element('result', HTMLElement);
const player = element('player', HTMLVideoElement);
const download = element('download', HTMLAnchorElement);
const facts = element('facts', HTMLElement);

/** Ends the merge that is going on when something else is chosen. */
let current = new AbortController();

for (const field of [video, audio, layout]) field.addEventListener('change', () => void merge());
document.addEventListener('dragover', (event) => {
  event.preventDefault();
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  void takeDropped([...(event.dataTransfer?.files ?? [])]);
});
player.addEventListener('error', () => {
  errorLine.textContent =
    'This browser cannot play what is in these files. The download is complete all the same.';
});

async function merge(): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const [picture] = video.files ?? [];
  const [sound] = audio.files ?? [];
  errorLine.textContent = '';
  result.hidden = true;
  progress.hidden = true;
  if (picture === undefined || sound === undefined) return;
  progress.hidden = false;
  try {
    progress.max = picture.size + sound.size;
    progress.value = 0;
    const pieces: Blob[] = [];
    const collector = new WritableStream<Uint8Array>({
      write(bytes) {
        pieces.push(new Blob([bytes.slice()]));
        progress.value += bytes.byteLength;
      },
    });
    await (await mergedBytes(picture, sound)).pipeTo(collector, { signal });
    // A Blob, which browsers keep on disk when it is large, can be played, wound and downloaded.
    show(new Blob(pieces, { type: 'video/mp4' }));
  } catch (error) {
    if (!signal.aborted) errorLine.textContent = messageOf(error);
  }
  if (!signal.aborted) progress.hidden = true;
}

async function mergedBytes(picture: File, sound: File): Promise<ReadableStream<Uint8Array>> {
  if (layout.value === 'fragmented') return mergeFragmentedStreams(picture, sound);
  const { spans } = await flattenFragments([picture, sound]);
  return streamSpans(spans(), [picture, sound]);
}

function show(film: Blob): void {
  URL.revokeObjectURL(download.href);
  download.href = URL.createObjectURL(film);
  player.src = download.href;
  facts.textContent = `${(film.size / 1e6).toFixed(2)} MB`;
  result.hidden = false;
}

/** Puts dropped files where they belong: one that has a picture is the video. */
async function takeDropped(files: readonly File[]): Promise<void> {
  for (const file of files) {
    try {
      const { tracks } = await readMovie(file);
      const isVideo = tracks.some(({ handlerType }) => handlerType === 'vide');
      const transfer = new DataTransfer();
      transfer.items.add(file);
      (isVideo ? video : audio).files = transfer.files;
    } catch (error) {
      errorLine.textContent = `${file.name}: ${messageOf(error)}`;
      return;
    }
  }
  await merge();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The element of the page with this id. */
function element<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${type.name} '${id}'`);
}
