import { homedir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from './cache-folder';

describe('cacheFolder', () => {
  it('is under XDG_CACHE_HOME when that is an absolute path', () => {
    const cache = path.resolve('/somewhere');
    expect(path.dirname(cacheFolder('lock', { XDG_CACHE_HOME: cache }))).toBe(path.join(cache, 'eider-tests'));
  });

  it('is under the home folder otherwise', () => {
    const expected = path.join(homedir(), '.cache', 'eider-tests');
    expect(path.dirname(cacheFolder('lock', {}))).toBe(expected);
    expect(path.dirname(cacheFolder('lock', { XDG_CACHE_HOME: 'relative' }))).toBe(expected);
  });

  it('is another folder for another lock file', () => {
    expect(cacheFolder('one', {})).not.toBe(cacheFolder('two', {}));
    expect(cacheFolder('one', {})).toBe(cacheFolder('one', {}));
  });
});
