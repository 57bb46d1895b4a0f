import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascendingOrder } from './ascending-order';

test('numbers come in ascending order, equal ones as they stand, however many they are', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 1, -1, 0.5, 1e-310, -1e300),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.constantFrom(1, 100), (few, times) => {
      const values = Array.from({ length: times }, () => few).flat();
      const expected = [...values.keys()].sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0));
      expect([...ascendingOrder(values)]).toEqual(expected);
    }),
  );
});
