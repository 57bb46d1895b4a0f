/**
 * The memory of the kernels when they run as JavaScript. `assembly/memory.ts` has the same functions for WebAssembly, and
 * the build puts it in this one's place. Addresses are in bytes and aligned to what they hold.
 */
let memory: ArrayBufferLike = new SharedArrayBuffer(0);
let u8: Uint8Array = new Uint8Array(memory);
let u16: Uint16Array = new Uint16Array(memory);
let i32: Int32Array = new Int32Array(memory);
let u32: Uint32Array = new Uint32Array(memory);
let f32: Float32Array = new Float32Array(memory);
let f64: Float64Array = new Float64Array(memory);

// The register that holds the gradient and hessian of one row: there is never more than one.
let gradient = 0;
let hessian = 0;

const bits = new DataView(new ArrayBuffer(8));

/** What may grow: its buffer is another one then. */
interface Memory {
  readonly buffer: ArrayBufferLike;
}

let source: Memory = { buffer: memory };

/** Lets the kernels work in a memory, until the next call. */
export function useMemory(of: Memory): void {
  source = of;
  if (memory === of.buffer) return;
  memory = of.buffer;
  u8 = new Uint8Array(memory);
  u16 = new Uint16Array(memory);
  i32 = new Int32Array(memory);
  u32 = new Uint32Array(memory);
  f32 = new Float32Array(memory);
  f64 = new Float64Array(memory);
}

export function u8At(address: usize): i32 {
  return u8[address] ?? 0;
}

export function u16At(address: usize): i32 {
  return u16[address >>> 1] ?? 0;
}

export function i32At(address: usize): i32 {
  return i32[address >>> 2] ?? 0;
}

export function addressAt(address: usize): usize {
  return u32[address >>> 2] ?? 0;
}

export function f32At(address: usize): f64 {
  return f32[address >>> 2] ?? 0;
}

/** 1 when one float of 32 bits is at least another. */
export function atLeast(address: usize, other: usize): i32 {
  return (f32[address >>> 2] ?? 0) >= (f32[other >>> 2] ?? 0) ? 1 : 0;
}

export function f64At(address: usize): f64 {
  return f64[address >>> 3] ?? 0;
}

export function setU8(address: usize, value: i32): void {
  u8[address] = value;
}

export function setU16(address: usize, value: i32): void {
  u16[address >>> 1] = value;
}

export function setI32(address: usize, value: i32): void {
  i32[address >>> 2] = value;
}

export function setF32(address: usize, value: f64): void {
  f32[address >>> 2] = value;
}

export function setF64(address: usize, value: f64): void {
  f64[address >>> 3] = value;
}

/** Gradient and hessian of a row, two floats of 32 bits, as doubles. */
export function pairAt(address: usize): v128 {
  const place = address >>> 2;
  gradient = f32[place] ?? 0;
  hessian = f32[place + 1] ?? 0;
  return 0;
}

/** Adds the pair that was loaded last to two sums. */
export function addPair(address: usize, _pair: v128): void {
  const place = address >>> 3;
  f64[place] = (f64[place] ?? 0) + gradient;
  f64[place + 1] = (f64[place + 1] ?? 0) + hessian;
}

/** Adds two sums to two others. */
export function addSums(target: usize, other: usize): void {
  const place = target >>> 3;
  const from = other >>> 3;
  f64[place] = (f64[place] ?? 0) + (f64[from] ?? 0);
  f64[place + 1] = (f64[place + 1] ?? 0) + (f64[from + 1] ?? 0);
}

/** Takes two sums from two others. */
export function subtractSums(target: usize, other: usize): void {
  const place = target >>> 3;
  const from = other >>> 3;
  f64[place] = (f64[place] ?? 0) - (f64[from] ?? 0);
  f64[place + 1] = (f64[place + 1] ?? 0) - (f64[from + 1] ?? 0);
}

export function copyBytes(target: usize, source: usize, bytes: i32): void {
  u8.copyWithin(target, source, source + bytes);
}

export function fillBytes(target: usize, value: i32, bytes: i32): void {
  u8.fill(value, target, target + bytes);
}

export function toF64(value: i32): f64 {
  return value;
}

/** Towards zero. */
export function toI32(value: f64): i32 {
  return value | 0;
}

export function toAddress(value: i32): usize {
  return value;
}

/** A difference of addresses, or a quotient of one. */
export function toCount(value: usize): i32 {
  return value;
}

export function flag(condition: boolean): i32 {
  return condition ? 1 : 0;
}

/** The lower 32 bits of a product. */
export function multiply(a: i32, b: i32): i32 {
  return Math.imul(a, b);
}

/** A whole number of 32 bits, unsigned, as a double. */
export function unsigned(value: i32): f64 {
  return value >>> 0;
}

export function absolute(value: f64): f64 {
  return Math.abs(value);
}

export function squareRoot(value: f64): f64 {
  return Math.sqrt(value);
}

/** Towards minus infinity. */
export function floor(value: f64): f64 {
  return Math.floor(value);
}

/** 2 to a power between −1022 and 1023. */
export function powerOfTwo(exponent: i32): f64 {
  bits.setInt32(0, (exponent + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

/** Takes a number that lies below a limit and leaves the next one; −1 when none is left. Several threads may ask. */
export function takeBelow(next: usize, limit: usize): i32 {
  let taken = Atomics.load(i32, next >>> 2);
  while (taken < Atomics.load(i32, limit >>> 2)) {
    const found = Atomics.compareExchange(i32, next >>> 2, taken, taken + 1);
    if (found === taken) {
      // the memory may have grown since the last task, and this one lie behind its old end
      useMemory(source);
      return taken;
    }
    taken = found;
  }
  return -1;
}

export function countUp(address: usize): void {
  Atomics.add(i32, address >>> 2, 1);
}
