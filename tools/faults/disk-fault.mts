import { fileURLToPath } from 'node:url';
import type { RunOptions } from './command.mjs';

/** What happens to the disk. */
export type DiskFault =
  /** The call fails from then on, as on a broken device. */
  | { readonly kind: 'fail' }
  /** A bit of what is written becomes another one, and nobody says so. */
  | { readonly kind: 'flip' }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'remove'; readonly path: string };

const hook = fileURLToPath(new URL('./disk-fault-hook.mjs', import.meta.url));

/** Lets something happen at the n-th call that the command makes of a function of node:fs. */
export function diskFaultAt(functionName: string, call: number, fault: DiskFault): RunOptions {
  const words = 'path' in fault ? [fault.path] : [];
  const size = fault.kind === 'truncate' ? [String(fault.size)] : [];
  return {
    nodeArguments: ['--import', hook],
    environment: {
      VOXMUX_FAULT_CALL: functionName,
      VOXMUX_FAULT_NUMBER: String(call),
      VOXMUX_FAULT: [fault.kind, ...words, ...size].join('|'),
    },
  };
}
