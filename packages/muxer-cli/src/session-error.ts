import { WalReaderError } from '@voxmux/wal-reader';
import { CliError } from './cli-error.js';

const hints: Partial<Record<WalReaderError['code'], string>> = {
  'session-not-found': 'a session is a folder with session.json and wal/ in it',
  'segment-unreadable': 'check who may read it',
  'wal-unreadable': 'check who may read it',
  'segment-shrank': 'something changes the recording; copy it, and work on the copy',
};

/** Runs work on a session; what keeps it from being read gets a hint. */
export async function withSessionHints<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const hint = error instanceof WalReaderError ? hints[error.code] : undefined;
    if (!(error instanceof WalReaderError) || hint === undefined) throw error;
    throw new CliError(error.message, { code: error.code, hint, cause: error });
  }
}
