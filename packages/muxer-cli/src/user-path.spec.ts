import { describe, expect, test } from '@jest/globals';
import { resolveUserPath, shownPath } from './user-path.js';

describe('resolveUserPath', () => {
  test('is relative to the working directory when run directly', () => {
    expect(resolveUserPath('a/b', { INIT_CWD: '/elsewhere' }, '/home/ana')).toBe('/home/ana/a/b');
  });

  test('is relative to where the person stands when Nx runs the target', () => {
    const env = { INIT_CWD: '/home/ana', NX_TASK_TARGET_PROJECT: 'muxer-cli' };
    expect(resolveUserPath('rec', env, '/workspace')).toBe('/home/ana/rec');
  });

  test('falls back to the working directory when Nx does not know the folder', () => {
    expect(resolveUserPath('rec', { NX_TASK_TARGET_PROJECT: 'muxer-cli' }, '/workspace')).toBe(
      '/workspace/rec',
    );
  });

  test('is relative to the working directory in a target of another project', () => {
    const env = { INIT_CWD: '/home/ana', NX_TASK_TARGET_PROJECT: 'films' };
    expect(resolveUserPath('rec', env, '/home/ana/films')).toBe('/home/ana/films/rec');
  });

  test('keeps an absolute path', () => {
    expect(
      resolveUserPath('/rec', { INIT_CWD: '/a', NX_TASK_TARGET_PROJECT: 'muxer-cli' }, '/b'),
    ).toBe('/rec');
  });
});

describe('shownPath', () => {
  test.each([
    ['/home/ana/out/Alex.m4a', 'out/Alex.m4a'],
    ['/home/bob/Alex.m4a', '/home/bob/Alex.m4a'],
    ['/home/ana', '/home/ana'],
  ])('%s is shown as %s', (path, shown) => {
    expect(shownPath(path, {}, '/home/ana')).toBe(shown);
  });
});
