import { join } from 'node:path';

import {
  type Comparison,
  type Contest,
  costsOf,
  type Goal,
  nodeStart,
  peakOf,
  ratiosOf,
} from './comparison.mjs';
import { ffmpegEach, voxmux } from './programs.mjs';
import { makeOggFiles, makeSession, type SessionKind } from './session-inputs.mjs';
import { spreadOf } from './statistics.mjs';

const PACKETS_AN_HOUR = 180_000;
const CP = '`cp -r` of the log';
const FFMPEG = '`ffmpeg -c copy` of Ogg files';

/** Above this many hours a round takes minutes. */
const LONG_HOURS = 50;

/** Renders a session to M4A, against copying its log and against muxing the same packets. */
export function renderContest(kind: SessionKind, folder: string): Contest {
  const { hours, players, headers } = kind;
  const session = makeSession(kind, folder);
  const ogg = makeOggFiles(session, folder);
  const speakers = players === 1 ? 'one speaker' : `${players} speakers`;
  const form = headers === 'output' ? 'headers with places and pauses' : 'bare headers, no pauses';
  const total = hours * players;
  return {
    title: `render, ${hours} h, ${speakers}, ${headers} headers`,
    note: `M4A with the index in front from a log with ${form}; ${(total * PACKETS_AN_HOUR).toLocaleString('en')} packets. ffmpeg gets the same packets, silence included, and moves its index to the front.`,
    mostRounds: total > LONG_HOURS ? 3 : Infinity,
    subjects: [
      { name: '`voxmux render`', command: (out) => voxmux('render', session, '--out', out) },
      { name: CP, command: (out) => ['cp', '-r', join(session, 'wal'), join(out, 'wal')] },
      {
        name: FFMPEG,
        command: (out) => ffmpegEach(ogg, `-c copy -movflags +faststart "${out}/$name.mp4"`),
      },
    ],
    goals: goalsOf(kind),
  };
}

function goalsOf({ hours, players, headers }: SessionKind): Goal[] {
  const name = `render ${hours} h × ${players}`;
  const aboutTen: Goal[] = [
    {
      what: `${name}, ${headers}: CPU beyond Node's start ÷ cp`,
      limit: headers === 'output' ? 2 : 2.5,
      measured: (comparison) => ratiosOf(comparison, '`voxmux render`', CP).cpuBeyondStart,
    },
    {
      what: `${name}, ${headers}: wall beyond Node's start ÷ cp`,
      limit: headers === 'output' ? 2 : 2.5,
      measured: (comparison) => ratiosOf(comparison, '`voxmux render`', CP).wallBeyondStart,
    },
  ];
  return [
    ...(hours === 10 ? aboutTen : []),
    {
      what: `${name}, ${headers}: wall ÷ ffmpeg`,
      limit: hours <= 1 ? 0.3 : 0.12,
      measured: (comparison) => ratiosOf(comparison, '`voxmux render`', FFMPEG).wall,
    },
    {
      what: `${name}, ${headers}: peak MB beyond ${nodeStart.name} and 16 bytes a packet`,
      limit: 64,
      measured: (comparison) => memoryBeyond(comparison, hours * PACKETS_AN_HOUR * 16),
    },
  ];
}

/** What a render holds beyond what Node and the columns of one speaker take. */
function memoryBeyond(comparison: Comparison, columnBytes: number) {
  const start = spreadOf(comparison.start.map(({ peakMegabytes }) => peakMegabytes)).median;
  const { median, min, max } = peakOf(comparison, '`voxmux render`');
  const less = start + columnBytes / 1e6;
  return { median: median - less, min: min - less, max: max - less };
}

/** Microseconds of CPU time a packet beyond Node's start, of a render's rounds. */
export function microsecondsAPacket(comparison: Comparison, hours: number): number {
  const start = spreadOf(comparison.start.map(({ cpuSeconds }) => cpuSeconds)).median;
  const spent = spreadOf(
    costsOf(comparison, '`voxmux render`').map(({ cpuSeconds }) => cpuSeconds),
  ).median;
  return ((spent - start) * 1e6) / (hours * PACKETS_AN_HOUR);
}
