// Loaded in front of the program under test (node --import): at the n-th call of one function of
// node:fs something happens to the disk.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { VOXMUX_FAULT_CALL = '', VOXMUX_FAULT_NUMBER = '1', VOXMUX_FAULT = '' } = process.env;
const [kind, path = '', size = '0'] = VOXMUX_FAULT.split('|');
const original = fs[VOXMUX_FAULT_CALL];
let calls = 0;

fs[VOXMUX_FAULT_CALL] = (...args) => {
  calls += 1;
  if (kind === 'fail' && calls >= Number(VOXMUX_FAULT_NUMBER)) {
    throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO', errno: -5, syscall: 'io' });
  }
  if (kind === 'truncate' && calls === Number(VOXMUX_FAULT_NUMBER)) {
    fs.truncateSync(path, Number(size));
  }
  if (kind === 'remove' && calls === Number(VOXMUX_FAULT_NUMBER)) fs.rmSync(path);
  if (kind === 'flip' && calls === Number(VOXMUX_FAULT_NUMBER)) {
    const [descriptor, bytes, ...place] = args;
    const changed = Uint8Array.from(bytes);
    changed[changed.length >> 1] ^= 1;
    return original(descriptor, changed, ...place);
  }
  return original(...args);
};
syncBuiltinESMExports();
