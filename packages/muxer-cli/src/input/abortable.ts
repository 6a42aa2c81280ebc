/**
 * Waits for `promise`, but no longer than until `signal` is aborted. What becomes of the promise
 * after that is nobody's concern any more.
 *
 * @throws the signal's reason once it is aborted; otherwise what the promise rejects with
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stopListening: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    stopListening = () => {
      signal.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    stopListening?.();
  }
}
