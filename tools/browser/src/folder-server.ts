import { createServer, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

export interface FolderServer {
  readonly origin: string;
  close(): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.m4a': 'audio/mp4',
  '.mp4': 'video/mp4',
};

/**
 * Serves the files of a folder, with ranges as players ask for them. Where the folder has no
 * index.html there is an empty page.
 */
export async function serveFolder(folder: string): Promise<FolderServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname === '/' ? '/index.html' : normalize(pathname);
    const bytes = contentOf(join(folder, name));
    const type = contentTypes[extname(name)] ?? 'application/octet-stream';
    if (bytes !== undefined) serveBytes(bytes, type, request.headers.range, response);
    else if (pathname !== '/') response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
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

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function serveBytes(
  bytes: Buffer,
  contentType: string,
  range: string | undefined,
  response: ServerResponse,
): void {
  const [, from, to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const type = { 'content-type': contentType, 'accept-ranges': 'bytes' };
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
