// Indexes the tracks of a session and says how fast that was: node index-pass.mjs SESSION
import { indexTrack, openSession } from '@voxmux/wal-reader/node';

const { tracks } = openSession(process.argv[2] ?? '.');
const cpuBefore = process.cpuUsage();
const wallBefore = performance.now();
let packets = 0;
for (const track of tracks) packets += indexTrack(track).rowCount;
const wallMs = performance.now() - wallBefore;
const { user, system } = process.cpuUsage(cpuBefore);
const figures = {
  'million packets a second, wall': packets / wallMs / 1000,
  'million packets a second of CPU time': packets / (user + system),
};
console.log(JSON.stringify({ figures }));
