import type { RenderedSpeaker } from './render-speaker';

/** A speaker on the page: to be heard, and to be downloaded. */
export function speakerItem(speaker: RenderedSpeaker, fileName: string): HTMLElement {
  const { player, timecode, durationSeconds, damageCount, m4a } = speaker;
  const item = document.createElement('li');
  const name = document.createElement('h2');
  name.textContent = player;
  const facts = document.createElement('p');
  const places = damageCount === 1 ? 'place' : 'places';
  const damage = damageCount === 0 ? '' : `, ${damageCount} damaged ${places} passed over`;
  facts.textContent = `begins at ${timecode}, lasts ${durationText(durationSeconds)}${damage}`;
  const url = URL.createObjectURL(m4a);
  const audio = document.createElement('audio');
  audio.controls = true;
  audio.src = url;
  audio.setAttribute('aria-label', player);
  const download = document.createElement('a');
  download.href = url;
  download.download = fileName;
  download.textContent = `Download ${fileName}`;
  const size = ` (${(m4a.size / 1e6).toFixed(2)} MB)`;
  item.append(name, facts, audio, download, size);
  return item;
}

/** Gives back what the items of a list hold. */
export function releaseItems(list: HTMLElement): void {
  for (const { src } of list.querySelectorAll('audio')) URL.revokeObjectURL(src);
  list.replaceChildren();
}

function durationText(seconds: number): string {
  const parts = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    Math.floor(seconds) % 60,
  ];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
