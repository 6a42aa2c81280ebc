import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './command.mjs';
import type { FaultReport } from './fault-report.mjs';
import { fileHashes, requireSame } from './file-hashes.mjs';
import { copyFixture, segmentName, type WrittenPlayer, writeSession } from './inputs.mjs';

/** Recordings that are in order, but unusual. */
export async function tryOddRecordings(report: FaultReport, folder: string): Promise<void> {
  await report.check('4,000 segments', async () => {
    const session = join(folder, 'many');
    writeSession(session, [{ key: 'Steve', segments: 4000, recordsPerSegment: 10 }]);
    const args = ['render', session, '--out', join(folder, 'many-out'), '--json'];
    const { stdout, milliseconds } = await succeed(args);
    const { outputs } = JSON.parse(stdout) as { outputs: { packets: number }[] };
    if (outputs[0]?.packets !== 40_000) throw new Error(`${outputs[0]?.packets} of 40000 packets`);
    await succeed(['doctor', session]);
    return `40000 packets in ${(milliseconds / 1000).toFixed(1)} s`;
  });

  await report.check('a session folder as a link', async () => {
    const session = join(folder, 'linked');
    copyFixture('two-players-minute', session);
    symlinkSync(session, join(folder, 'link'));
    await succeed(['render', session, '--out', join(folder, 'by-name')]);
    await succeed(['render', join(folder, 'link'), '--out', join(folder, 'by-link')]);
    requireSame(
      'output',
      await fileHashes(join(folder, 'by-link')),
      await fileHashes(join(folder, 'by-name')),
    );
    return undefined;
  });

  await report.check('names that try to leave the out folder', async () => {
    const session = join(folder, 'hostile');
    const keys = [
      '../../../escape',
      '/etc/passwd',
      '..',
      '.',
      '',
      '-rf',
      'a/b\\c:d*e?f"g<h>i|j',
      'CON',
      'nul.txt',
      'line\nbreak\u001b[2J',
      '\u0000',
      'x'.repeat(400),
      '🏗'.repeat(120),
      'sam',
      'Sam',
      'SAM',
    ];
    const players = keys.map((key, place): WrittenPlayer => ({
      ...{ key, name: `p${String(place)}`, segments: 1, recordsPerSegment: 10 },
    }));
    writeSession(session, players);
    const out = join(folder, 'nest', 'deeper', 'out');
    mkdirSync(out, { recursive: true });
    const before = await fileHashes(folder);
    const { stdout } = await succeed(['render', session, '--out', out]);
    if (/(?!\n)\p{Cc}/u.test(stdout)) throw new Error('control characters are printed');
    const files = readdirSync(out);
    if (files.length !== keys.length) throw new Error(`${files.length} files of ${keys.length}`);
    if (new Set(files.map((name) => name.toLowerCase())).size !== keys.length) {
      throw new Error('names differ in nothing but case');
    }
    for (const file of files) before.set(join('nest/deeper/out', file), 'new');
    const after = await fileHashes(folder);
    for (const file of files) after.set(join('nest/deeper/out', file), 'new');
    requireSame('everything around', after, before);
    await succeed(['doctor', session, '--repair', join(folder, 'hostile-copy')]);
    return `${files.length} files, all in it`;
  });

  await report.check('the same segment twice, under two numbers', async () => {
    const session = join(folder, 'twice');
    const steve: WrittenPlayer = { key: 'Steve', segments: 1, recordsPerSegment: 100 };
    writeSession(session, [steve]);
    const wal = join(session, 'wal');
    copyFileSync(join(wal, segmentName(steve, 1)), join(wal, segmentName(steve, 2)));
    await succeed(['render', session, '--out', join(folder, 'twice-out')]);
    if (!existsSync(join(folder, 'twice-out', 'Steve.m4a'))) throw new Error('no file');
    return undefined;
  });
}
