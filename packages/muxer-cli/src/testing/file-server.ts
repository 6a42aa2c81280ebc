import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a file is served. */
export interface ServedFile {
  readonly bytes: Uint8Array;
  /** Answers requests for a range with 206; otherwise with all of it. */
  readonly ranges?: boolean;
  /** Answers with this status and no file. */
  readonly status?: number;
  /** Says how long the file is; true unless given. */
  readonly hasLength?: boolean;
  /** Cuts the connection after so many bytes of an answer. */
  readonly cutAfter?: number;
}

export interface FileServer {
  readonly origin: string;
  /** Ranges that were asked for, in order. */
  readonly requests: readonly { readonly path: string; readonly range: string | undefined }[];
  close(): Promise<void>;
}

/** Serves files by name on a port of this machine. */
export async function serveFiles(files: Readonly<Record<string, ServedFile>>): Promise<FileServer> {
  const requests: { path: string; range: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    requests.push({ path, range: request.headers.range });
    answer(files[path], request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(
  file: ServedFile | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!file || file.status !== undefined) {
    response.writeHead(file?.status ?? 404).end('<html>no such file</html>');
    return;
  }
  const { bytes, ranges = false, hasLength = true, cutAfter } = file;
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const start = ranges && from !== undefined ? Number(from) : 0;
  const body = bytes.subarray(start);
  const length = hasLength ? { 'content-length': String(body.length) } : {};
  if (ranges) {
    const range = `bytes ${String(start)}-${String(bytes.length - 1)}/${String(bytes.length)}`;
    response.writeHead(206, { ...length, 'content-range': range, etag: '"1"' });
  } else {
    response.writeHead(200, length);
  }
  if (cutAfter === undefined || cutAfter >= body.length) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, cutAfter), () => {
    // What has been written is on its way before the connection goes.
    setTimeout(() => response.destroy(), 50);
  });
}
