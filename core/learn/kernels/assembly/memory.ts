// The memory of the kernels in WebAssembly. `../memory.ts` has the same functions for JavaScript, and says what they do.

export function u8At(address: usize): i32 {
  return load<u8>(address);
}

export function u16At(address: usize): i32 {
  return load<u16>(address);
}

export function i32At(address: usize): i32 {
  return load<i32>(address);
}

export function addressAt(address: usize): usize {
  return load<u32>(address);
}

export function f32At(address: usize): f64 {
  return load<f32>(address);
}

export function atLeast(address: usize, other: usize): i32 {
  return <i32>(load<f32>(address) >= load<f32>(other));
}

export function f64At(address: usize): f64 {
  return load<f64>(address);
}

export function setU8(address: usize, value: i32): void {
  store<u8>(address, value);
}

export function setU16(address: usize, value: i32): void {
  store<u16>(address, value);
}

export function setI32(address: usize, value: i32): void {
  store<i32>(address, value);
}

export function setF32(address: usize, value: f64): void {
  store<f32>(address, <f32>value);
}

export function setF64(address: usize, value: f64): void {
  store<f64>(address, value);
}

export function pairAt(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_zero<u64>(address));
}

export function addPair(address: usize, pair: v128): void {
  v128.store(address, f64x2.add(v128.load(address), pair));
}

export function addSums(target: usize, other: usize): void {
  v128.store(target, f64x2.add(v128.load(target), v128.load(other)));
}

export function subtractSums(target: usize, other: usize): void {
  v128.store(target, f64x2.sub(v128.load(target), v128.load(other)));
}

// memory.copy and memory.fill check against the size that this thread last heard of: when another thread has made the
// memory larger a moment ago, they fail for what is there. Loads and stores are checked by the processor, which knows.

export function copyBytes(target: usize, source: usize, bytes: i32): void {
  const count = <usize>bytes;
  if (target > source && target < source + count) {
    let at = count;
    for (; at >= 16; at -= 16) v128.store(target + at - 16, v128.load(source + at - 16));
    for (; at > 0; at -= 1) store<u8>(target + at - 1, load<u8>(source + at - 1));
    return;
  }
  let at: usize = 0;
  for (; at + 16 <= count; at += 16) v128.store(target + at, v128.load(source + at));
  for (; at < count; at += 1) store<u8>(target + at, load<u8>(source + at));
}

export function fillBytes(target: usize, value: i32, bytes: i32): void {
  const end = target + <usize>bytes;
  const wide = i8x16.splat(<i8>value);
  let at = target;
  for (; at + 16 <= end; at += 16) v128.store(at, wide);
  for (; at < end; at += 1) store<u8>(at, <u8>value);
}

export function toF64(value: i32): f64 {
  return <f64>value;
}

export function toI32(value: f64): i32 {
  return <i32>value;
}

export function toAddress(value: i32): usize {
  return value;
}

export function toCount(value: usize): i32 {
  return <i32>value;
}

export function flag(condition: bool): i32 {
  return <i32>condition;
}

export function multiply(a: i32, b: i32): i32 {
  return a * b;
}

export function unsigned(value: i32): f64 {
  return <f64>(<u32>value);
}

export function absolute(value: f64): f64 {
  return abs<f64>(value);
}

export function squareRoot(value: f64): f64 {
  return sqrt<f64>(value);
}

export function floor(value: f64): f64 {
  return Math.floor(value);
}

export function powerOfTwo(exponent: i32): f64 {
  return reinterpret<f64>((<i64>exponent + 1023) << 52);
}

export function takeBelow(next: usize, limit: usize): i32 {
  let taken = atomic.load<i32>(next);
  while (taken < atomic.load<i32>(limit)) {
    const found = atomic.cmpxchg<i32>(next, taken, taken + 1);
    if (found === taken) return taken;
    taken = found;
  }
  return -1;
}

export function countUp(address: usize): void {
  atomic.add<i32>(address, 1);
}
