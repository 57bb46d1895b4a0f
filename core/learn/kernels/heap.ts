import { EiderError } from '../../errors';

const PAGE = 65536;
const MOST_PAGES = 65536; // what 32-bit addresses reach
const ALIGNMENT = 64; // a cache line, so that threads do not wait for each other's

interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * Memory that kernels and all threads of a training share, up to 4 GB, and who has which part of it. What is allocated
 * holds whatever was there before.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  #end = ALIGNMENT; // address 0 stands for nothing
  readonly #held = new Map<number, number>();
  #free: Block[] = [];
  #views: Views;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 16, maximum: MOST_PAGES, shared: true });
    this.#views = viewsOf(this.memory.buffer);
  }

  /** The whole memory as arrays; asked for anew after anything was allocated. */
  get views(): Views {
    if (this.#views.buffer !== this.memory.buffer) this.#views = viewsOf(this.memory.buffer);
    return this.#views;
  }

  /** Bytes that are allocated at the moment. */
  get used(): number {
    let used = 0;
    for (const bytes of this.#held.values()) used += bytes;
    return used;
  }

  /** Address of that many bytes. Throws `training_too_large` when the memory cannot hold them. */
  allocate(bytes: number): number {
    const wanted = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    const fitting = this.#free.findIndex((block) => block.bytes >= wanted);
    const block = this.#free[fitting];
    if (block !== undefined) {
      const rest = { address: block.address + wanted, bytes: block.bytes - wanted };
      this.#free.splice(fitting, 1, ...(rest.bytes > 0 ? [rest] : []));
      this.#held.set(block.address, wanted);
      return block.address;
    }
    const address = this.#end;
    this.#reach(address + wanted);
    this.#end = address + wanted;
    this.#held.set(address, wanted);
    return address;
  }

  /** Gives back what was allocated at an address. */
  release(address: number): void {
    const bytes = this.#held.get(address);
    if (bytes === undefined) return;
    this.#held.delete(address);
    const blocks = [...this.#free, { address, bytes }].sort((a, b) => a.address - b.address);
    this.#free = [];
    for (const block of blocks) {
      const before = this.#free.at(-1);
      if (before !== undefined && before.address + before.bytes === block.address) {
        this.#free[this.#free.length - 1] = { address: before.address, bytes: before.bytes + block.bytes };
      } else {
        this.#free.push(block);
      }
    }
    const last = this.#free.at(-1);
    if (last === undefined || last.address + last.bytes !== this.#end) return;
    this.#end = last.address;
    this.#free.pop();
  }

  #reach(end: number): void {
    const missing = Math.ceil(end / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch (cause) {
      throw new EiderError(
        {
          code: 'training_too_large',
          message: `The training needs ${(end / 2 ** 30).toFixed(1)} GB of working memory; ${end > PAGE * MOST_PAGES ? '4 GB are the most it can have' : 'this machine did not give it'}.`,
          remedy: 'Train on fewer rows or features, or lower max_bin.',
        },
        { cause },
      );
    }
  }
}

export interface Views {
  readonly buffer: SharedArrayBuffer;
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

function viewsOf(memory: ArrayBufferLike): Views {
  // SAFETY: the memory was made as a shared one.
  const buffer = memory as SharedArrayBuffer;
  return {
    buffer,
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
