import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { failInOneLine, type RunOptions, succeed } from './command.mjs';
import { diskFaultAt } from './disk-fault.mjs';
import type { FaultReport } from './fault-report.mjs';
import { fileHashes, requireSame } from './file-hashes.mjs';
import { copyFixture, makeSession, segmentPath } from './inputs.mjs';

/** A user without rights, for what root is never denied. */
const nobody = 65534;

/** Disks that are full, read-only, failing, or somebody else's. */
export async function tryDisks(report: FaultReport, folder: string): Promise<void> {
  const session = join(folder, 'session');
  makeSession(session, 0.2);
  const input = await fileHashes(session);

  if (getuid?.() === 0) {
    await tryMounts(report, folder, session);
    await tryRights(report, folder, session);
  } else {
    for (const name of ['full disk', 'read-only file system', 'no right to write or read']) {
      report.skip(name, 'needs root');
    }
  }

  for (const [what, call, number] of [
    ['read', 'readSync', 20],
    ['write', 'writeSync', 3],
    ['put bytes on disk', 'fdatasyncSync', 1],
  ] as const) {
    await report.check(`a device that fails to ${what} (EIO)`, () => {
      const out = join(folder, `out-${call}`);
      const fault = diskFaultAt(call, number, { kind: 'fail' });
      return failAndLeaveNothing(
        ['render', session, '--out', out],
        /i\/o error|EIO|input\/output/,
        out,
        fault,
      );
    });
  }
  const short = join(folder, 'short');
  copyFixture('crashed-tail', short);
  for (const format of ['m4a', 'bwav']) {
    await report.check(`a disk that changes a bit of the ${format}, render --verify`, () => {
      const out = join(folder, `out-flip-${format}`);
      return failAndLeaveNothing(
        ['render', short, '--player', 'Steve', '--out', out, '--format', format, '--verify'],
        /1 of 1 file differed from the recording and was not written/,
        out,
        diskFaultAt('writeSync', 2, { kind: 'flip' }),
      );
    });
  }
  await report.check('the recording is unchanged after all this', async () => {
    requireSame('input', await fileHashes(session), input);
    return undefined;
  });
}

async function tryMounts(report: FaultReport, folder: string, session: string): Promise<void> {
  const small = join(folder, 'small');
  mkdirSync(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'voxmux-faults', small], {
      stdio: 'pipe',
    });
  } catch {
    report.skip('full disk, read-only file system', 'a tmpfs cannot be mounted here');
    return;
  }
  try {
    for (const args of [
      ['render', session, '--out', join(small, 'out')],
      ['doctor', session, '--repair', join(small, 'out', 'copy')],
    ]) {
      await report.check(`full disk (ENOSPC), ${String(args[0])}`, () =>
        failAndLeaveNothing(args, /no space left/, join(small, 'out')),
      );
    }
    await report.check('once there is room, the next run succeeds', async () => {
      execFileSync('mount', ['-o', 'remount,size=64m', small]);
      await succeed(['render', session, '--out', join(small, 'out')]);
      return undefined;
    });
    await report.check('an output on another file system is the same', async () => {
      const near = join(folder, 'near');
      await succeed(['render', session, '--out', near]);
      if (statSync(near).dev === statSync(join(small, 'out')).dev) throw new Error('it is none');
      requireSame('output', await fileHashes(join(small, 'out')), await fileHashes(near));
      return undefined;
    });
    await report.check('read-only file system (EROFS)', async () => {
      execFileSync('mount', ['-o', 'remount,ro', small]);
      return failInOneLine(['render', session, '--out', join(small, 'other')], /read-only/);
    });
  } finally {
    execFileSync('umount', [small]);
  }
}

async function tryRights(report: FaultReport, folder: string, session: string): Promise<void> {
  for (const part of [join(folder, '..'), folder]) chmodSync(part, 0o755);
  await report.check('an out folder one may not write into (EACCES)', async () => {
    const out = join(folder, 'locked');
    mkdirSync(out, { mode: 0o555 });
    return failAndLeaveNothing(['render', session, '--out', out], /permission denied/, out, {
      uid: nobody,
    });
  });
  await report.check('a segment one may not read (EACCES)', async () => {
    const copy = join(folder, 'unreadable');
    copyFixture('shared-stamps', copy);
    chmodSync(segmentPath(copy, 'Robin'), 0);
    const out = join(folder, 'out-nobody');
    mkdirSync(out);
    chownSync(out, nobody, nobody);
    return failAndLeaveNothing(['render', copy, '--out', out], /permission denied/i, out, {
      uid: nobody,
    });
  });
  await report.check('a recording one may not write to is rendered and examined', async () => {
    const out = join(folder, 'out-reader');
    mkdirSync(out);
    chownSync(out, nobody, nobody);
    await succeed(['render', session, '--out', out], { uid: nobody });
    await succeed(['doctor', session], { uid: nobody });
    return undefined;
  });
}

/** The command says in one line what is wrong, and no file is left. */
async function failAndLeaveNothing(
  args: readonly string[],
  expected: RegExp,
  out: string,
  options: RunOptions = {},
): Promise<string> {
  const line = await failInOneLine(args, expected, options);
  const left = await fileHashes(out);
  if (left.size > 0) throw new Error(`left behind: ${[...left.keys()].join(', ')}`);
  return line;
}
