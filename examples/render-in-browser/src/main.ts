import { version } from '@voxmux/muxer-cli/package.json';
import { type SessionFile, sessionFromFiles } from '@voxmux/wal-reader';
import { fileNames } from './file-names';
import { renderSpeaker } from './render-speaker';
import { type SavableFile, saveToFolder } from './save-files';
import { chosenFiles, droppedFiles } from './session-folder';
import { releaseItems, speakerItem } from './speaker-item';

const folder = element('folder', HTMLInputElement);
const timeZone = element('time-zone', HTMLSelectElement);
const frameRate = element('frame-rate', HTMLSelectElement);
const progress = element('progress', HTMLProgressElement);
const statusLine = element('status', HTMLElement);
const errorLine = element('error', HTMLElement);
const list = element('speakers', HTMLElement);
const save = element('save', HTMLButtonElement);

/** What was chosen: kept, to be rendered again with other options. */
let chosen: readonly SessionFile[] = [];
let results: SavableFile[] = [];
/** Ends the rendering that is going on when something else is chosen. */
let current = new AbortController();

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const zone of new Set([ownZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])) {
  timeZone.append(new Option(zone));
}

folder.addEventListener('change', () => {
  // Without files the person has changed their mind.
  if (folder.files?.length) void render(chosenFiles(folder.files));
});
for (const option of [timeZone, frameRate]) {
  option.addEventListener('change', () => {
    if (chosen.length > 0) void render(chosen);
  });
}
document.addEventListener('dragover', (event) => {
  event.preventDefault();
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  if (event.dataTransfer) void render(droppedFiles(event.dataTransfer));
});
save.addEventListener('click', () => {
  saveToFolder(results).then((name) => {
    statusLine.textContent = `Saved in ${name}.`;
  }, showError);
});

async function render(files: readonly SessionFile[] | Promise<SessionFile[]>): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  results = [];
  releaseItems(list);
  save.hidden = true;
  errorLine.textContent = '';
  statusLine.textContent = '';
  try {
    chosen = await files;
    await renderSpeakers(signal);
    save.hidden = results.length === 0 || window.showDirectoryPicker === undefined;
  } catch (error) {
    if (signal.aborted) return;
    statusLine.textContent = '';
    showError(error);
  }
  progress.hidden = true;
}

async function renderSpeakers(signal: AbortSignal): Promise<void> {
  const session = await sessionFromFiles(chosen);
  const names = fileNames(session.tracks.map(({ key }) => key.text));
  const silent: string[] = [];
  for (const [place, { key, segments }] of session.tracks.entries()) {
    signal.throwIfAborted();
    statusLine.textContent = `Rendering ${key.text} …`;
    progress.max = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    progress.hidden = false;
    const speaker = await renderSpeaker(session, place + 1, {
      timeZone: timeZone.value,
      frameRate: frameRate.value,
      tool: `voxmux ${version}`,
      signal,
      onProgress(bytesDone) {
        progress.value = bytesDone;
      },
    });
    if (speaker === undefined) {
      silent.push(key.text);
      continue;
    }
    const fileName = names[place] ?? '';
    results.push({ fileName, m4a: speaker.m4a });
    list.append(speakerItem(speaker, fileName));
  }
  signal.throwIfAborted();
  const nothing = silent.length === 0 ? '' : ` Nothing could be read of ${silent.join(', ')}.`;
  statusLine.textContent = `${results.length} of ${session.tracks.length} speakers rendered.${nothing}`;
}

function showError(error: unknown): void {
  const changedMind = error instanceof DOMException && error.name === 'AbortError';
  if (changedMind) return;
  errorLine.textContent = error instanceof Error ? error.message : String(error);
}

/** The element of the page with this id. */
function element<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${type.name} '${id}'`);
}
