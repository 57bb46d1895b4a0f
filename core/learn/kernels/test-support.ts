import { onTestFinished } from 'vitest';
import { Crew } from './crew';
import { Heap } from './heap';
import type { KernelKind } from './load';
import { TASK_BYTES } from './tasks';

/** A memory, and what does tasks in it. Fields of a task are told by their place, in words of 32 bits or as doubles. */
export class Bench {
  readonly heap = new Heap();
  readonly #crew: Crew;

  constructor(kind: KernelKind) {
    this.#crew = new Crew(this.heap, 1, kind);
    onTestFinished(() => this.#crew.end());
  }

  floats(values: ArrayLike<number>): number {
    const address = this.heap.allocate(values.length * 4);
    this.heap.views.f32.set(Float32Array.from(values), address >>> 2);
    return address;
  }

  ints(values: ArrayLike<number>): number {
    const address = this.heap.allocate(values.length * 4);
    this.heap.views.i32.set(Int32Array.from(values), address >>> 2);
    return address;
  }

  doubles(values: ArrayLike<number>): number {
    const address = this.heap.allocate(values.length * 8);
    this.heap.views.f64.set(Float64Array.from(values), address >>> 3);
    return address;
  }

  codes(values: ArrayLike<number>, wide: boolean): number {
    const address = this.heap.allocate(values.length * 2);
    if (wide) this.heap.views.u16.set(Uint16Array.from(values), address >>> 1);
    else this.heap.views.u8.set(Uint8Array.from(values), address);
    return address;
  }

  run(kind: number, words: Readonly<Record<number, number>>, doubles: Readonly<Record<number, number>> = {}): number {
    const address = this.#crew.next();
    const { i32, f64 } = this.heap.views;
    i32.fill(0, address >>> 2, (address + TASK_BYTES) >>> 2);
    i32[address >>> 2] = kind;
    for (const [place, value] of Object.entries(words)) i32[(address >>> 2) + Number(place)] = value;
    for (const [place, value] of Object.entries(doubles)) f64[(address >>> 3) + Number(place)] = value;
    this.#crew.run();
    return address;
  }

  intsAt(address: number, count: number): number[] {
    return [...this.heap.views.i32.subarray(address >>> 2, (address >>> 2) + count)];
  }

  floatsAt(address: number, count: number): number[] {
    return [...this.heap.views.f32.subarray(address >>> 2, (address >>> 2) + count)];
  }

  doublesAt(address: number, count: number): number[] {
    return [...this.heap.views.f64.subarray(address >>> 3, (address >>> 3) + count)];
  }

  codesAt(address: number, count: number, wide: boolean): number[] {
    const { u8, u16 } = this.heap.views;
    return wide
      ? [...u16.subarray(address >>> 1, (address >>> 1) + count)]
      : [...u8.subarray(address, address + count)];
  }
}
