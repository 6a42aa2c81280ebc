import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { runScript, startExample, voxmux, workspacePath } from './programs.js';

const folder = mkdtempSync(join(tmpdir(), 'voxmux-service-'));
const fixtures = workspacePath('fixtures/fmp4');

/** Where the inputs come from: fixtures, and what lies in the folder of this test. */
const sent = new Map<string, number>();
/** Tells the name of a file whose receiver left before its end. */
const abandoned = new EventEmitter();
const sender = createServer((request, response) => {
  const name = normalize(request.url ?? '/');
  const path = [fixtures, folder].map((parent) => join(parent, name)).find(isFile);
  if (name === '/moved.mp4') response.writeHead(302, { location: '/vp9-opus.video.mp4' }).end();
  else if (path === undefined) response.writeHead(404).end();
  else {
    const file = createReadStream(path);
    file.on('data', ({ length }) => sent.set(name, (sent.get(name) ?? 0) + length));
    response.once('close', () => {
      file.destroy();
      if (!response.writableFinished) abandoned.emit(name);
    });
    file.pipe(response);
  }
});
sender.listen(0, '127.0.0.1');
await once(sender, 'listening');
const origin = `http://127.0.0.1:${String((sender.address() as AddressInfo).port)}`;

const service = startExample('merge-service', [origin], { PORT: '0' });
let address: string;

beforeAll(async () => {
  if (service.stdout === null) throw new Error('the output of the service is not read');
  const [line] = (await once(service.stdout, 'data')) as [Buffer];
  address = line.toString().split('?')[0] ?? '';
});

afterAll(() => {
  service.kill();
  sender.closeAllConnections();
  sender.close();
  rmSync(folder, { recursive: true });
});

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

async function merged(video: string, audio: string): Promise<IncomingMessage> {
  const query = new URLSearchParams({ video, audio });
  const [response] = (await once(get(`${address}?${query.toString()}`), 'response')) as [
    IncomingMessage,
  ];
  return response;
}

test.each(['vp9-opus', 'real-shaka-cmaf', 'basedata-mfra'])(
  '%s is merged as voxmux merges it',
  async (pair) => {
    const response = await merged(`${origin}/${pair}.video.mp4`, `${origin}/${pair}.audio.mp4`);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('video/mp4');
    const out = join(folder, `${pair}.mp4`);
    const inputs = ['video', 'audio'].map((kind) => join(fixtures, `${pair}.${kind}.mp4`));
    voxmux('merge', ...inputs, '--layout', 'fragmented', '--out', out);
    expect(Buffer.compare(await buffer(response), readFileSync(out))).toBe(0);
  },
);

test.each([
  [400, 'vp9-opus', '', /^audio: '' is no address$/],
  [
    403,
    `${origin}/vp9-opus.video.mp4`,
    'http://127.0.0.1:1/secret',
    /127\.0\.0\.1:1 is not allowed/,
  ],
  [502, `${origin}/missing.mp4`, `${origin}/vp9-opus.audio.mp4`, /missing\.mp4 answers 404/],
  [502, `${origin}/moved.mp4`, `${origin}/vp9-opus.audio.mp4`, /moved\.mp4 cannot be reached/],
  [422, `${origin}/vp9-opus.audio.mp4`, `${origin}/vp9-opus.audio.mp4`, /no video track/],
  [422, `${origin}/SOURCES.md`, `${origin}/vp9-opus.audio.mp4`, /^video input: /],
])('status %i says what is wrong', async (status, video, audio, message) => {
  const url = URL.canParse(video) ? video : `${origin}/${video}.video.mp4`;
  const response = await merged(url, audio);
  expect(response.statusCode).toBe(status);
  expect((await text(response)).trimEnd()).toMatch(message);
});

describe('a long film', () => {
  const size = 128 * 1024 * 1024;

  beforeAll(() => {
    const { status, stderr } = runScript(
      workspacePath('tools/make-fragments.mts'),
      [
        ...['--from', join(fixtures, 'real-shaka-sintel.video.mp4')],
        ...['--bytes', String(size), '--out', join(folder, 'long.mp4')],
      ],
      workspacePath('.'),
      ['--import', './tools/register.mjs'],
    );
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });

  const film = (): Promise<IncomingMessage> =>
    merged(`${origin}/long.mp4`, `${origin}/real-shaka-sintel.audio.mp4`);

  test('is fetched no faster than it is taken', async () => {
    const response = await film();
    await once(response, 'readable');
    let before = -1;
    while (before !== sent.get('/long.mp4')) {
      before = sent.get('/long.mp4') ?? 0;
      await wait(500);
    }
    // What lies between both ends are the buffers of two connections.
    expect(before).toBeLessThan(size / 2);
    const bytes = await buffer(response);
    expect(bytes.length).toBeGreaterThan(size);
  });

  test('is given up when the receiver leaves', async () => {
    const response = await film();
    await once(response, 'readable');
    const givenUp = once(abandoned, '/long.mp4');
    response.destroy();
    await givenUp;
  });
});
