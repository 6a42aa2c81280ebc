import { readlinkSync } from 'node:fs';

/**
 * IANA name of the machine's time zone.
 *
 * Node's first `Intl` object looks at all locales that it knows, which takes longer than rendering a
 * minute of speech: a machine that runs by UTC, as most servers do, is asked without one.
 */
export function machineTimeZone(): string {
  return runsByUtc() ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function runsByUtc(): boolean {
  return /^(?:Etc\/)?UTC$/.test(process.env.TZ ?? linkedZone() ?? '');
}

/** The zone that `/etc/localtime` is a link to, where there is such a link. */
function linkedZone(): string | undefined {
  try {
    return readlinkSync('/etc/localtime').split('/zoneinfo/')[1];
  } catch {
    return undefined;
  }
}
