import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EiderError } from '../../errors';
import { Heap } from './heap';

describe('the memory of a training', () => {
  it('never gives the same bytes to two, and all of them again when all were given back', () => {
    const sizes = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 200_000 }));
    const steps = fc.array(fc.oneof(sizes, fc.record({ release: fc.nat() })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (taken) => {
        const heap = new Heap();
        const held: { address: number; bytes: number; mark: number }[] = [];
        const isWhole = ({ address, bytes, mark }: (typeof held)[number]) =>
          heap.views.u8.subarray(address, address + bytes).every((byte) => byte === mark);
        for (const [at, step] of taken.entries()) {
          if (typeof step === 'number') {
            const address = heap.allocate(step);
            expect(address % 64).toBe(0);
            expect(address).toBeGreaterThan(0);
            expect(address + step).toBeLessThanOrEqual(heap.memory.buffer.byteLength);
            const block = { address, bytes: step, mark: (at % 255) + 1 };
            heap.views.u8.fill(block.mark, address, address + step);
            held.push(block);
          } else if (held.length > 0) {
            const [block] = held.splice(step.release % held.length, 1);
            if (block === undefined) continue;
            expect(isWhole(block)).toBe(true);
            heap.release(block.address);
            heap.views.u8.fill(0, block.address, block.address + block.bytes);
          }
          expect(heap.used).toBeGreaterThanOrEqual(held.reduce((sum, { bytes }) => sum + bytes, 0));
        }
        expect(held.every(isWhole)).toBe(true);
        for (const { address } of held) heap.release(address);
        expect(heap.used).toBe(0);
        expect(heap.allocate(1)).toBe(new Heap().allocate(1));
      }),
      { numRuns: 60 },
    );
  });

  it('uses again what lies between others, and joins neighbours', () => {
    const heap = new Heap();
    const [first, second, third, last] = [heap.allocate(64), heap.allocate(64), heap.allocate(64), heap.allocate(64)];
    for (const address of [third, first, second]) heap.release(address);
    expect(heap.allocate(3 * 64)).toBe(first);
    expect(heap.allocate(64)).toBe(last + 64);
  });

  it('ignores what it has not given out, or has back already', () => {
    const heap = new Heap();
    const address = heap.allocate(100);
    heap.allocate(100);
    heap.release(0);
    heap.release(address + 64);
    heap.release(address);
    heap.release(address);
    expect(heap.used).toBe(128);
    expect([heap.allocate(100), heap.allocate(100)]).toHaveLength(2);
    expect(heap.used).toBe(3 * 128);
  });

  it('says that a training is too large, and goes on with smaller ones', () => {
    const heap = new Heap();
    const before = heap.allocate(1000);
    let thrown: unknown;
    try {
      heap.allocate(5 * 2 ** 30);
    } catch (error) {
      thrown = error;
    }
    expect(thrown instanceof EiderError && thrown.problem).toMatchObject({
      code: 'training_too_large',
      message: 'The training needs 5.0 GB of working memory; 4 GB are the most it can have.',
    });
    expect(heap.allocate(1000)).toBeGreaterThan(before);
    expect(heap.used).toBe(2 * 1024);
  });
});
