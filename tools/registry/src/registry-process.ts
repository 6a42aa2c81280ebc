import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A registry with the packages of this workspace in it. */
export interface LocalRegistry {
  readonly url: string;
  /** What is in it, as `name@version`. */
  readonly published: readonly string[];
  stop(): Promise<void>;
}

/** Starts what `nx run tools:local-registry` starts, on a port that is free. */
export async function startRegistry(): Promise<LocalRegistry> {
  const script = fileURLToPath(new URL('../local-registry.mjs', import.meta.url));
  const { NODE_OPTIONS, ...env } = process.env;
  const registry = spawn(process.execPath, [script, '--port', '0'], { env });
  let output = '';
  let errors = '';
  registry.stdout.setEncoding('utf8');
  registry.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<void>((resolve) => {
    registry.once('exit', () => {
      resolve();
    });
  });
  const ready = new Promise<string>((resolve, reject) => {
    registry.stdout.on('data', (text: string) => {
      output += text;
      const url = /^(http:\S+) has these packages/m.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    void ended.then(() => {
      reject(new Error(`the registry ended before it was ready\n${output}${errors}`));
    });
  });
  return {
    url: await ready,
    published: output.split('\n').filter((line) => line.startsWith('@voxmux/')),
    async stop() {
      registry.kill('SIGTERM');
      await ended;
    },
  };
}
