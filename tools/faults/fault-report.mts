import { stdout } from 'node:process';

/** What came of the faults that were tried. */
export interface FaultReport {
  /** Tries a fault; what is thrown is its failure, what is returned a detail worth reading. */
  check(name: string, attempt: () => Promise<string | undefined>): Promise<void>;
  /** Says that a fault cannot be tried here, and why. */
  skip(name: string, reason: string): void;
  readonly failures: number;
}

/** Prints a line for each fault as it comes. */
export function createFaultReport(): FaultReport {
  let failures = 0;
  return {
    async check(name, attempt) {
      try {
        const detail = await attempt();
        stdout.write(`ok    ${name}${detail === undefined ? '' : `: ${detail}`}\n`);
      } catch (error) {
        failures += 1;
        stdout.write(`FAIL  ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    },
    skip(name, reason) {
      stdout.write(`skip  ${name}: ${reason}\n`);
    },
    get failures() {
      return failures;
    },
  };
}
