import { appendFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { failInOneLine, succeed, voxmux } from './command.mjs';
import { diskFaultAt } from './disk-fault.mjs';
import type { FaultReport } from './fault-report.mjs';
import {
  makeSession,
  records,
  segmentHeader,
  segmentName,
  segmentPath,
  type WrittenPlayer,
  writeSession,
} from './inputs.mjs';

interface RenderedTrack {
  readonly player: string;
  readonly packets: number;
  readonly notes: readonly string[];
}

function outputsOf(stdout: string): readonly RenderedTrack[] {
  return (JSON.parse(stdout) as { outputs: RenderedTrack[] }).outputs;
}

/** Recordings that change while they are read. */
export async function tryChangingRecordings(report: FaultReport, folder: string): Promise<void> {
  const steve: WrittenPlayer = { key: 'Steve', segments: 1, recordsPerSegment: 60_000 };

  await report.check('a segment that grows while it is read', async () => {
    const session = join(folder, 'growing');
    writeSession(session, [steve]);
    const segment = join(session, 'wal', segmentName(steve, 1));
    let recorded = steve.recordsPerSegment;
    let isOver = false;
    const grow = async (): Promise<void> => {
      while (!isOver) {
        // Halves of records in between, as a recorder's buffer may be written.
        const bytes = records(recorded, 50);
        appendFileSync(segment, bytes.subarray(0, 700));
        await setTimeout(1);
        appendFileSync(segment, bytes.subarray(700));
        recorded += 50;
        await setTimeout(1);
      }
    };
    const growing = grow();
    try {
      const args = ['render', session, '--out', join(folder, 'growing-out'), '--json', '--verify'];
      const [track] = outputsOf((await succeed(args)).stdout);
      const packets = track?.packets ?? 0;
      if (packets < steve.recordsPerSegment || packets > recorded) {
        throw new Error(`${packets} packets of ${recorded}`);
      }
      if (track?.notes.some((note) => note.includes('still recording')) !== true) {
        throw new Error('not a word that someone is still recording');
      }
      return `${packets - steve.recordsPerSegment} of ${recorded - steve.recordsPerSegment} new packets, said so`;
    } finally {
      isOver = true;
      await growing;
    }
  });

  await report.check('a segment that is rotated while it is read', async () => {
    const session = join(folder, 'rotating');
    writeSession(session, [steve]);
    let sequence = 1;
    const out = join(folder, 'rotating-out');
    const rendering = voxmux(['render', session, '--out', out, '--json']);
    let isOver = false;
    const rotate = async (): Promise<void> => {
      while (!isOver && sequence < 500) {
        sequence += 1;
        const first = steve.recordsPerSegment + (sequence - 2) * 10;
        writeFileSync(
          join(session, 'wal', segmentName(steve, sequence)),
          Buffer.concat([segmentHeader(steve), records(first, 10)]),
        );
        await setTimeout(2);
      }
    };
    const rotating = rotate();
    const { status, stdout, stderr } = await rendering;
    isOver = true;
    await rotating;
    if (status !== 0) throw new Error(stderr.trim());
    const packets = outputsOf(stdout)[0]?.packets ?? 0;
    if (packets < steve.recordsPerSegment) throw new Error(`only ${packets} packets`);
    return `${packets - steve.recordsPerSegment} packets of segments that came meanwhile`;
  });

  const session = join(folder, 'session');
  const out = join(folder, 'out');
  makeSession(session, 1);
  const segment = segmentPath(session, 'Player1');

  await report.check(
    'a segment that shrinks while it is read, and while it is copied',
    async () => {
      const lines = new Set<string>();
      for (const call of [8, 16, 60]) {
        const size = Math.floor(statSync(segment).size * 0.9);
        const fault = diskFaultAt('readSync', call, { kind: 'truncate', path: segment, size });
        lines.add(
          await failInOneLine(
            ['render', session, '--out', out, '--force'],
            /shorter|changed|ends/,
            fault,
          ),
        );
        requireNoTemporary(out);
      }
      await succeed(['render', session, '--out', out, '--force']);
      return [...lines].join(' | ');
    },
  );

  await report.check('a segment that is gone when its turn comes', async () => {
    const path = segmentPath(session, 'Player2');
    const fault = diskFaultAt('readSync', 8, { kind: 'remove', path });
    const line = await failInOneLine(
      ['render', session, '--out', out, '--force'],
      /cannot be read|no such file/,
      fault,
    );
    requireNoTemporary(out);
    return line;
  });
}

function requireNoTemporary(folder: string): void {
  if (!existsSync(folder)) return;
  const left = readdirSync(folder).filter((name) => name.startsWith('.'));
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
}
