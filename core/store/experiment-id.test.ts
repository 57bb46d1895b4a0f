import fc from 'fast-check';
import { expect, it } from 'vitest';
import { experimentIds } from './experiment-id';

const noon = Date.UTC(2024, 1, 1, 13, 45, 1, 250);

it('tells the time to the millisecond', () => {
  const next = experimentIds(
    () => noon,
    () => 0xfffe,
  );
  expect([next(), next()]).toEqual(['20240201-134501-250-7fff', '20240201-134501-250-8000']);
});

it('sorts by the order in which it was asked, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 50 }), (times) => {
      let at = 0;
      const next = experimentIds(() => noon + (times[at++] ?? 0));
      const ids = times.map(() => next());
      expect(ids).toEqual([...new Set(ids)].sort());
    }),
  );
});

it('goes on with the next millisecond when there are more than the digits tell apart', () => {
  const next = experimentIds(
    () => noon,
    () => 0xffff,
  );
  let last = '';
  for (let count = 0; count <= 0x8001; count += 1) last = next();
  expect(last).toBe('20240201-134501-251-0000');
});
