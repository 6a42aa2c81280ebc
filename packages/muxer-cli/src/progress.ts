/** What long work says about itself while it runs. */
export interface Progress {
  /** Sets what is being done and how many bytes that will be. */
  begin(label: string, totalBytes: number): void;
  /** Sets how many bytes are done since {@link begin}. */
  update(doneBytes: number): void;
  /** Takes the line off the screen. */
  end(): void;
}

/** Nothing is shown before this much time: most renders are over by then. */
const quietMilliseconds = 500;

/**
 * Progress on `stream`: a line that redraws itself on a terminal, otherwise a plain line every few
 * seconds.
 */
export async function createProgress(stream: NodeJS.WriteStream): Promise<Progress> {
  // The terminal bar is loaded only where it can be seen.
  return stream.isTTY ? await terminalProgress(stream) : plainProgress(stream);
}

/** Progress for nobody, as under `--json`. */
export const silentProgress: Progress = {
  begin: () => undefined,
  update: () => undefined,
  end: () => undefined,
};

async function terminalProgress(stream: NodeJS.WriteStream): Promise<Progress> {
  const { default: cliProgress } = await import('cli-progress');
  let bar: InstanceType<typeof cliProgress.SingleBar> | undefined;
  let label = '';
  let total = 0;
  let startedAt = performance.now();
  const firstStartedAt = startedAt;
  return {
    begin(nextLabel, totalBytes) {
      label = nextLabel;
      total = totalBytes;
      startedAt = performance.now();
      bar?.stop();
      bar = undefined;
    },
    update(doneBytes) {
      if (!bar) {
        if (performance.now() - firstStartedAt < quietMilliseconds) return;
        bar = new cliProgress.SingleBar({
          stream,
          format: '{label} {bar} {percentage} % · {speed} MB/s · {eta_formatted} left',
          barsize: 24,
          hideCursor: true,
          clearOnComplete: true,
          barCompleteChar: '█',
          barIncompleteChar: '░',
        });
        bar.start(total, doneBytes, { label, speed: '' });
      }
      const seconds = (performance.now() - startedAt) / 1000;
      bar.update(Math.min(doneBytes, total), {
        label,
        speed: (doneBytes / 1e6 / seconds).toFixed(0),
      });
    },
    end() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function plainProgress(stream: NodeJS.WriteStream): Progress {
  const intervalMilliseconds = 5000;
  let label = '';
  let total = 0;
  let startedAt = performance.now();
  let shownAt = startedAt;
  return {
    begin(nextLabel, totalBytes) {
      label = nextLabel;
      total = totalBytes;
      startedAt = performance.now();
    },
    update(doneBytes) {
      const now = performance.now();
      if (now - shownAt < intervalMilliseconds || total === 0) return;
      shownAt = now;
      const rate = doneBytes / (now - startedAt);
      const secondsLeft = Math.max(0, (total - doneBytes) / rate / 1000);
      stream.write(
        `${label}: ${((100 * doneBytes) / total).toFixed(0)} %, ${(rate / 1000).toFixed(0)} MB/s, ${secondsLeft.toFixed(0)} s left\n`,
      );
    },
    end: () => undefined,
  };
}
