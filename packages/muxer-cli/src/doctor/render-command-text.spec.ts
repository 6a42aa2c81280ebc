import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { renderCommandText } from './render-command-text.js';

test('plain paths stay plain', () => {
  expect(renderCommandText('recordings/2026-02-14', null)).toBe(
    'voxmux render recordings/2026-02-14',
  );
  expect(renderCommandText('-x', '2026-02-14T18:30:05.123+00:00')).toBe(
    'voxmux render ./-x --start-time 2026-02-14T18:30:05.123+00:00',
  );
});

test('a shell takes the path as it is', () => {
  const characters = fc.constantFrom(
    ...[
      "'",
      '"',
      '\\',
      '$',
      '`',
      ' ',
      '\n',
      '\t',
      '\u001b',
      '!',
      '*',
      '~',
      'ø',
      '🏗',
      '\u202e',
      'a',
      '0',
    ],
  );
  const paths = fc.array(fc.array(characters, { minLength: 1 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(paths, (parts) => {
      const names = parts.map((part) => part.join(''));
      const script = names.map((name) => renderCommandText(name, null)).join('\n');
      const output = execFileSync('bash', ['-c', `voxmux() { printf '%s\\0' "$2"; }\n${script}`], {
        encoding: 'utf8',
      });
      expect(output.split('\0').slice(0, -1)).toEqual(names);
    }),
    { numRuns: 20 },
  );
});
