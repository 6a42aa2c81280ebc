import { createBreather } from '../interruption.js';
import type { Progress } from '../progress.js';
import { openFile } from './opened-file.js';
import type { Pace } from './pace.js';
import type { RecordingReader } from './recording.js';
import type { Verification } from './verification.js';

/**
 * Compares a rendered file with the recording: an M4A packet by packet, a WAV sample by sample. What
 * kind of file it is, is seen from its first bytes.
 *
 * @throws an error of the file system or WalReaderError for what keeps it from being compared; the
 *   reason of an aborted signal
 */
export async function verifyFile(
  path: string,
  reader: RecordingReader,
  progress: Progress,
  signal: AbortSignal,
): Promise<Verification> {
  const file = openFile(path);
  const breathe = createBreather(signal);
  const pace: Pace = {
    begin(player) {
      progress.begin(`comparing ${player}`, file.byteLength);
    },
    step(fileOffset) {
      progress.update(fileOffset);
      return breathe();
    },
  };
  try {
    const head = Buffer.from(file.read(0, 4)).toString('latin1');
    if (/^(?:RIFF|RF64|BW64)$/u.test(head)) {
      // The decoder is loaded only for those who need it.
      const { verifyWave } = await import('./verify-wave.js');
      return await verifyWave(file, reader, pace);
    }
    const { verifyM4a } = await import('./verify-m4a.js');
    return await verifyM4a(file, reader, pace);
  } finally {
    file.close();
  }
}
