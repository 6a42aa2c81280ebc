import { createServer, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

export interface MediaServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the files of a folder, with ranges as players ask for them, and an empty page. */
export async function serveMedia(folder: string): Promise<MediaServer> {
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (name === '') {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>play</title>');
    } else {
      serveFile(join(folder, name), request.headers.range, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function serveFile(path: string, range: string | undefined, response: ServerResponse): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    response.writeHead(404).end();
    return;
  }
  const [, from, to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const type = { 'content-type': 'video/mp4', 'accept-ranges': 'bytes' };
  if (from === undefined) {
    response.writeHead(200, { ...type, 'content-length': bytes.length }).end(bytes);
    return;
  }
  const start = Number(from);
  const end = to === '' ? bytes.length : Math.min(Number(to) + 1, bytes.length);
  response
    .writeHead(206, {
      ...type,
      'content-length': end - start,
      'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(bytes.length)}`,
    })
    .end(bytes.subarray(start, end));
}
