/** Random numbers that are the same on every machine for the same seed. */
export interface Random {
  /** Uniform in [0, 1), of 53 bits. */
  next(): number;
  /** Uniform among 0 … below − 1; `below` up to 2^32. */
  integer(below: number): number;
  /** Of the standard normal distribution. */
  normal(): number;
  /** Puts the items of an array in random order, in place. */
  shuffle<Items extends { [index: number]: unknown; readonly length: number }>(items: Items): Items;
  /** A generator of its own, whose numbers do not depend on how many this one has given or will give. */
  fork(stream: number): Random;
}

/**
 * xoshiro128** (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators"), its state filled from the
 * seed by SplitMix32. `seed` is any finite number; whole numbers up to 2^53 give different sequences.
 */
export function createRandom(seed: number, stream = 0): Random {
  const [a, b, c, d] = seedState(seed, stream);
  return new Xoshiro(seed, stream, a, b, c, d);
}

class Xoshiro implements Random {
  readonly #seed: number;
  readonly #stream: number;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number, stream: number, a: number, b: number, c: number, d: number) {
    this.#seed = seed;
    this.#stream = stream;
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  next(): number {
    const high = this.#bits() >>> 5;
    return (high * 67108864 + (this.#bits() >>> 6)) / 9007199254740992;
  }

  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** By Box and Muller (1958); the second number of each pair is given up, so that the state is four words and no more. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  shuffle<Items extends { [index: number]: unknown; readonly length: number }>(items: Items): Items {
    for (let last = items.length - 1; last > 0; last -= 1) {
      const chosen = this.integer(last + 1);
      const held = items[last];
      items[last] = items[chosen];
      items[chosen] = held;
    }
    return items;
  }

  fork(stream: number): Random {
    return createRandom(this.#seed, Math.imul(this.#stream, 0x01000193) + stream + 1);
  }

  #bits(): number {
    const times5 = Math.imul(this.#b, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }
}

/** Four words from the seed's bits and the stream; never all zero, which would stay zero for ever. */
function seedState(seed: number, stream: number): [number, number, number, number] {
  const words = new Uint32Array(Float64Array.of(seed).buffer);
  let state = (words[0] ?? 0) ^ Math.imul(words[1] ?? 0, 0x9e3779b1) ^ Math.imul(stream, 0x85ebca6b);
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  return [next(), next(), next(), next() | 1];
}
