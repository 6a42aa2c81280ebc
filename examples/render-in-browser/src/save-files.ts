/** A file that can be saved. */
export interface SavableFile {
  readonly fileName: string;
  readonly m4a: Blob;
}

declare global {
  interface Window {
    /** File System Access API: not in every browser. */
    showDirectoryPicker?(options: { mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
  }
}

/**
 * Asks for a folder and writes the files into it.
 *
 * @returns the folder's name
 * @throws DOMException `AbortError` if the person does not choose one
 */
export async function saveToFolder(files: readonly SavableFile[]): Promise<string> {
  const folder = await window.showDirectoryPicker?.({ mode: 'readwrite' });
  if (folder === undefined) throw new Error('this browser cannot write into a folder');
  for (const { fileName, m4a } of files) {
    const handle = await folder.getFileHandle(fileName, { create: true });
    await m4a.stream().pipeTo(await handle.createWritable());
  }
  return folder.name;
}
