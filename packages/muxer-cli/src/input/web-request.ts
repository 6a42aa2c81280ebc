import { CliError, errorCode } from '../cli-error.js';

/** The part of a file that a server sends in answer to one request. */
export interface WebAnswer {
  readonly body: ReadableStream<Uint8Array>;
  /** Bytes of the whole file, where the server says. */
  readonly byteLength: number | undefined;
  /** Whether the server sends parts of the file when asked for. */
  readonly hasRanges: boolean;
  /** Names this version of the file, for `If-Range`. */
  readonly validator: string | undefined;
}

export interface WebRequest {
  readonly url: URL;
  /** As it is called in messages. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * Asks for a file from byte `position` on.
 *
 * @param version what an earlier answer said, which this one has to agree with
 * @throws CliError `HTTP_STATUS`, `HTTP_RANGE` or `HTTP_CONNECTION`; the signal's reason
 */
export async function requestFrom(
  request: WebRequest,
  position: number,
  version?: WebAnswer,
): Promise<WebAnswer> {
  const response = await send(request, position, version?.validator);
  try {
    if (response.status !== 200 && response.status !== 206) throw wrongStatus(request, response);
    const range = response.status === 206 ? contentRange(request, response) : undefined;
    const start = range?.start ?? 0;
    const byteLength = range ? range.byteLength : contentLength(response);
    if (start !== position || (version && byteLength !== version.byteLength)) {
      throw new CliError(`${request.name}: the file on the server changed while it was fetched`, {
        code: 'HTTP_RANGE',
        hint: 'try again',
      });
    }
    return {
      body:
        response.body ??
        new ReadableStream({
          start: (controller) => {
            controller.close();
          },
        }),
      byteLength,
      hasRanges: range !== undefined || response.headers.get('accept-ranges') === 'bytes',
      validator: strongETag(response) ?? response.headers.get('last-modified') ?? undefined,
    };
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
}

async function send(
  { url, name, signal }: WebRequest,
  position: number,
  validator: string | undefined,
): Promise<Response> {
  const headers = new Headers({
    range: `bytes=${String(position)}-`,
    // A compressed answer has no byte positions.
    'accept-encoding': 'identity',
  });
  if (position > 0 && validator !== undefined) headers.set('if-range', validator);
  const address = new URL(url);
  if (url.username !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
    address.username = '';
    address.password = '';
  }
  try {
    return await fetch(address, { headers, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(name, error);
  }
}

const connectionFailures: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no server of that name',
  EAI_AGAIN: "the server's name could not be looked up",
  ECONNREFUSED: 'nobody answers there (connection refused)',
  ECONNRESET: 'the server closed the connection',
  UND_ERR_SOCKET: 'the server closed the connection',
  ETIMEDOUT: 'the server did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'the server did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'the server did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'the server stopped sending',
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is not trusted (self-signed)",
};

/** What went wrong with the connection, in words. */
export function connectionFailure(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const known = connectionFailures[errorCode(cause) ?? ''];
  if (known !== undefined) return known;
  return cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
}

function connectionError(name: string, error: unknown): CliError {
  return new CliError(`${name}: ${connectionFailure(error)}`, {
    code: 'HTTP_CONNECTION',
    hint: 'check the address and the network',
    cause: error,
  });
}

function wrongStatus({ name }: WebRequest, { status, statusText }: Response): CliError {
  const answer = `${String(status)} ${statusText}`.trimEnd();
  return new CliError(`${name}: the server answered ${answer}, expected 200 or 206`, {
    code: 'HTTP_STATUS',
    hint:
      status === 401 || status === 403 || status === 410
        ? 'links to media often expire: get a new one'
        : status >= 500
          ? 'the fault is on the server: try again later'
          : 'check the address',
  });
}

/** `bytes 0-999/1000` */
function contentRange(
  { name }: WebRequest,
  response: Response,
): { start: number; byteLength: number | undefined } {
  const text = response.headers.get('content-range') ?? '';
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(text) ?? [];
  if (start === undefined) {
    const found = text === '' ? 'no Content-Range' : `the Content-Range '${text}'`;
    throw new CliError(`${name}: the server answered 206 with ${found}`, { code: 'HTTP_RANGE' });
  }
  return { start: Number(start), byteLength: total === '*' ? undefined : Number(total) };
}

function contentLength(response: Response): number | undefined {
  const text = response.headers.get('content-length') ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Weak tags do not promise equal bytes. */
function strongETag(response: Response): string | undefined {
  const tag = response.headers.get('etag');
  return tag === null || tag.startsWith('W/') ? undefined : tag;
}
