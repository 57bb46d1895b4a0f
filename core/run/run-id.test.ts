import { describe, expect, it } from 'vitest';
import { newRunId } from './run-id';

describe('run ids', () => {
  it('tell the UTC time to the millisecond', () => {
    expect(newRunId(new Date('2024-02-01T13:45:01.250Z'), () => '9f3a')).toBe('20240201-134501-250-9f3a');
  });

  it('sort by time as text', () => {
    const times = ['2023-12-31T23:59:59.999Z', '2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.001Z'];
    const ids = times.map((time) => newRunId(new Date(time)));
    expect([...ids].reverse().sort()).toEqual(ids);
  });
});
