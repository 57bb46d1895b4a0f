import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bothSlots, createSlots, type Slots } from './slots';

describe('work that has left its place', () => {
  it('takes both kinds of places again without holding up somebody who is about to', async () => {
    const { signal } = new AbortController();
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    let goOn = (_answer: string) => {};
    const waited = new Promise<string>((resolve) => (goOn = resolve));
    const machine = createSlots(1);
    let asked = 0;
    const slow: Slots = {
      async run(until, work) {
        asked += 1;
        if (asked === 2) await gate; // the second has its own place, and comes late to the other
        return machine.run(until, work);
      },
    };
    const slots = bothSlots(createSlots(1), slow);
    const first = slots.run(signal, (place) => place.leave(signal, () => waited));
    await nextTurn();
    const second = slots.run(signal, () => Promise.resolve('second'));
    await nextTurn();
    goOn('first');
    await nextTurn();
    open();
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });
});
