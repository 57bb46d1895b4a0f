import { describe, expect, it } from 'vitest';
import { dotted, durationText, literal, rowsText, whenText } from './text';

describe('texts', () => {
  it.each([
    [[], ''],
    [[1], '1 row'],
    [[0], '0 rows'],
    [[110128], '110,128 rows'],
    [[105870, 54378, 51492], '105,870 / 54,378 / 51,492 rows'],
    [[1, 2, 3, 4, 5], '1 / 2 / 3 / 4 / … rows'],
    [[20000000], '20,000,000 rows'],
  ])('count %j as %j', (rows, text) => {
    expect(rowsText(rows)).toBe(text);
  });

  it.each([
    [0, '1 ms'],
    [0.0124, '12 ms'],
    [1.234, '1.2 s'],
    [59.96, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3720, '1 h 02 min'],
  ])('say %d seconds as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it('leave the date out on the same day', () => {
    const time = new Date(2024, 0, 31, 8, 5, 9);
    expect(whenText(time.toISOString(), new Date(2024, 0, 31, 23))).toBe('08:05:09');
    expect(whenText(time.toISOString(), new Date(2024, 1, 1))).toBe('2024-01-31 08:05:09');
    expect(whenText('never', new Date())).toBe('never');
  });

  it('take Markdown literally', () => {
    expect(literal('a_b [x](command:run) <b>')).toBe('a\\_b \\[x\\]\\(command:run\\) \\<b\\>');
  });

  it('join the parts that say something', () => {
    expect(dotted('SQL', '', '3 rows')).toBe('SQL · 3 rows');
  });
});
