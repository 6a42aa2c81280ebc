import { afterEach, describe, expect, it } from '@jest/globals';
import { machineTimeZone } from './machine-time-zone.js';

const { TZ } = process.env;

describe('machineTimeZone', () => {
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  it.each(['UTC', 'Etc/UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham'])(
    'is what Intl says where TZ is %s',
    (zone) => {
      process.env.TZ = zone;
      expect(machineTimeZone()).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    },
  );

  it('is what Intl says where TZ is not set', () => {
    delete process.env.TZ;
    expect(machineTimeZone()).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });
});
