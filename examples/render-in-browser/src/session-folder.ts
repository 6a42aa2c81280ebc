import type { SessionFile } from '@voxmux/wal-reader';

/** The files of a chosen folder (`<input webkitdirectory>`), with their paths inside it. */
export function chosenFiles(files: Iterable<File>): SessionFile[] {
  return Array.from(files, (blob) => ({ path: blob.webkitRelativePath, blob }));
}

/** All files of dropped folders. To be called while the drop is handled: afterwards it is empty. */
export async function droppedFiles(transfer: DataTransfer): Promise<SessionFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry());
  const nested = await Promise.all(
    entries.flatMap((entry) => (entry === null ? [] : filesBelow(entry))),
  );
  return nested.flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<SessionFile[]> {
  if (isFile(entry)) {
    const blob = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    return [{ path: entry.fullPath.slice(1), blob }];
  }
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const found: SessionFile[] = [];
  for (;;) {
    // A directory is read in parts, of at most 100 entries in Chromium.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (part.length === 0) return found;
    for (const child of part) found.push(...(await filesBelow(child)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
