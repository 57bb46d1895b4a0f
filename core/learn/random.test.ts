import { expect, test } from 'vitest';
import { createRandom } from './random';

test('the same seed gives the same numbers, another seed or stream others', () => {
  const numbers = (seed: number, stream?: number) => {
    const random = createRandom(seed, stream);
    return Array.from({ length: 5 }, () => random.next());
  };
  expect(numbers(7)).toEqual(numbers(7));
  const all = [numbers(7), numbers(8), numbers(7, 1), numbers(2 ** 40), numbers(0), numbers(0.5)];
  expect(new Set(all.map(String)).size).toBe(all.length);
});

test('a fork does not depend on how many numbers were drawn, and forks of forks differ', () => {
  const random = createRandom(1);
  const before = random.fork(3).next();
  random.next();
  expect(random.fork(3).next()).toBe(before);
  const forks = [
    random.fork(0),
    random.fork(1),
    random.fork(0).fork(0),
    random.fork(0).fork(1),
    random.fork(1).fork(0),
  ];
  expect(new Set(forks.map((fork) => fork.next())).size).toBe(forks.length);
});

test('uniform and normal numbers have the moments of their distributions', () => {
  const random = createRandom(42);
  const count = 100_000;
  const mean = (draw: () => number, power = 1) => {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += draw() ** power;
    return sum / count;
  };
  expect(mean(() => random.next())).toBeCloseTo(1 / 2, 2);
  expect(mean(() => random.next(), 2)).toBeCloseTo(1 / 3, 2);
  expect(mean(() => random.normal())).toBeCloseTo(0, 1);
  expect(mean(() => random.normal(), 2)).toBeCloseTo(1, 1);
  expect(mean(() => random.normal(), 4)).toBeCloseTo(3, 0);
});

test('every number below a limit comes up about as often, and a shuffle keeps all items', () => {
  const random = createRandom(3);
  const counts = new Int32Array(10);
  for (let i = 0; i < 50_000; i += 1) {
    const drawn = random.integer(10);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 5000)).toBeLessThan(350);
  const items = random.shuffle(Int32Array.from({ length: 100 }, (_, index) => index));
  expect([...items]).not.toEqual([...items].sort((a, b) => a - b));
  expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
});
