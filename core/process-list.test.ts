import { describe, expect, it } from 'vitest';
import { secondsOf, wasThere } from './process-list';

it('reads how long a process has been there as ps writes it', () => {
  expect(['00:07', '02:07', '01:02:07', '3-01:02:07', '12.5'].map(secondsOf)).toEqual([7, 127, 3727, 262_927, 12.5]);
});

describe('a process', () => {
  const at = (started: number, pid = 50) => ({ pid, parent: 1, started });

  it('was there at a moment when it was started before, of the same moment when its number is no newer', () => {
    const moment = { time: 1000, newest: 50 };
    expect(wasThere(at(900, 60), moment)).toBe(true);
    expect(wasThere(at(1100, 40), moment)).toBe(false);
    expect(wasThere(at(1000, 50), moment)).toBe(true);
    expect(wasThere(at(1000, 51), moment)).toBe(false);
    expect(wasThere(at(1000, 50), { time: 1000, newest: null })).toBe(false);
  });
});
