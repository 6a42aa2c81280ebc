// Runs the checks in Node, Bun or Deno, and prints their results as one line of JSON.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { indexTrack, openSession } from '@voxmux/wal-reader/node';
import { checks, runChecks, same } from './checks.mjs';

const fixtures = new URL('../../../fixtures/', import.meta.url);
const fixture = (path) => new Uint8Array(readFileSync(new URL(path, fixtures)));

const checksOfFiles = {
  'wal-reader/node: a session is opened from its folder': () => {
    const folder = fileURLToPath(new URL('sessions/two-players-minute', fixtures));
    const { players } = JSON.parse(
      new TextDecoder().decode(fixture('sessions/truth/two-players-minute.json')),
    );
    for (const track of openSession(folder).tracks) {
      same(indexTrack(track).rowCount, players[track.key.text].count);
    }
  },
};

console.log(JSON.stringify(await runChecks({ ...checks, ...checksOfFiles }, fixture)));
