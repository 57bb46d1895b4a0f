import { describe, expect, it } from 'vitest';
import { densityLines } from './density';

describe('a scatter chart in characters', () => {
  it('puts points where they are, and is darker where there are more', () => {
    const cells = [
      [0, 0, 1],
      [10, 10, 1000],
    ] as const;
    const lines = densityLines({ kind: 'cells', width: 1, height: 1, cells }, 22);
    expect(lines[0]).toBe('10');
    expect(lines[1]).toBe(`│${' '.repeat(19)}█`);
    expect(lines.at(-3)).toBe('│·');
    expect(lines.at(-1)).toBe('0 upwards, 0 to 10 to the right');
  });

  it('draws one place, and none', () => {
    expect(densityLines({ kind: 'points', points: [[3, 3]] }, 80).join('\n')).toContain('█');
    expect(densityLines({ kind: 'points', points: [] }, 80)).toEqual(['No values to draw.']);
  });
});
