import { describe, expect, it } from 'vitest';
import { nearest } from './suggest';
import { blockFolder, cleanUuid } from './uuid';

describe('cleanUuid', () => {
  it.each([
    ['Load Trips', 'load_trips'],
    ['2024 trips', 'letter_2024_trips'],
    ['tuning/Scikit-Learn', 'tuning/scikit_learn'],
    [' "quoted" $name\n', 'quoted_name'],
    ['Größe', 'größe'],
    ['../../etc/passwd', '__/__/etc/passwd'],
    ['/a//b/', 'a/b'],
  ])('makes of %j the uuid %j', (name, uuid) => {
    expect(cleanUuid(name)).toBe(uuid);
  });
});

describe('blockFolder', () => {
  it('is the type in the plural, but custom as it is', () => {
    expect(blockFolder('data_loader')).toBe('data_loaders');
    expect(blockFolder('custom')).toBe('custom');
  });
});

describe('nearest', () => {
  it('finds the word that was probably meant, and none that is far', () => {
    expect(nearest('prepair', ['ingest', 'prepare', 'build'])).toBe('prepare');
    expect(nearest('xyz', ['ingest', 'prepare', 'build'])).toBeNull();
  });
});
