/**
 * Merges adaptive streams over HTTP: `GET /?video=URL&audio=URL` answers with one MP4 while the
 * inputs are still coming. Nothing is stored, and a slow receiver slows down the senders.
 *
 *   PORT=8080 node dist/merge-service.js https://media.example.com …
 *
 * The arguments are the origins that inputs may come from: a service that fetches whatever it is
 * told to could be made to fetch from inside its own network.
 */
import { IsobmffError, mergeFragmentedStreams } from '@voxmux/isobmff';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const allowedOrigins = new Set(process.argv.slice(2).map((text) => new URL(text).origin));

/** A request that cannot be fulfilled, and the status that says so. */
class RefusedError extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

const server = createServer((request, response) => {
  merge(request, response).catch((error: unknown) => {
    refuse(response, error);
  });
});
server.listen(Number(process.env.PORT ?? 8080), () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://localhost:${port}/?video=URL&audio=URL`);
});

async function merge(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const leaving = new AbortController();
  response.once('close', () => {
    leaving.abort();
  });
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [video, audio] = await Promise.all([
    fetchInput('video', searchParams, leaving.signal),
    fetchInput('audio', searchParams, leaving.signal),
  ]);
  const film = Readable.fromWeb(mergeFragmentedStreams(video, audio));
  await once(film, 'readable'); // by now it is known whether the inputs fit; a status can still be sent
  response.writeHead(200, { 'content-type': 'video/mp4' });
  await pipeline(film, response);
}

async function fetchInput(name: string, query: URLSearchParams, signal: AbortSignal) {
  const text = query.get(name) ?? '';
  if (!URL.canParse(text)) throw new RefusedError(400, `${name}: '${text}' is no address`);
  const url = new URL(text);
  if (!allowedOrigins.has(url.origin))
    throw new RefusedError(403, `${name}: ${url.origin} is not allowed`);
  const { ok, status, body } = await fetch(url, { redirect: 'error', signal }).catch(
    (cause: unknown) => {
      throw new RefusedError(502, `${name}: ${url.href} cannot be reached`, { cause });
    },
  );
  if (!ok || body === null) throw new RefusedError(502, `${name}: ${url.href} answers ${status}`);
  return body;
}

/** Says what is wrong; once a film has begun, cutting it off is all that can be done. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  let [status, message] = [500, 'something went wrong here'];
  if (error instanceof RefusedError) [status, message] = [error.status, error.message];
  else if (error instanceof IsobmffError) [status, message] = [422, error.message];
  else console.error(error);
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}
