import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelKind } from './load';
import * as split from './split';
import { TASK_NODES, TASK_SPLITS } from './tasks';
import { Bench } from './test-support';

interface Feature {
  readonly kind: number;
  readonly sums: readonly (readonly [number, number])[];
  /** Sums of the rows that lack it. */
  readonly missing: readonly [number, number];
  readonly monotone: number;
}

interface Rules {
  readonly lambda: number;
  readonly alpha: number;
  readonly minChildWeight: number;
  readonly maxDeltaStep: number;
  readonly maxSet: number;
}

interface Candidate {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly right: readonly number[] | null;
}

/** Every split that there is, straight from the definition, in the order in which the first of equal ones wins. */
function candidates(features: readonly Feature[], rules: Rules): Candidate[] {
  const { lambda, alpha, minChildWeight, maxDeltaStep, maxSet } = rules;
  const constrained = maxDeltaStep > 0 || features.some(({ monotone }) => monotone !== 0);
  const weightOf = (g: number, h: number) => {
    const size = Math.max(0, Math.abs(g) - alpha) / (h + lambda);
    return -Math.sign(g) * (maxDeltaStep > 0 ? Math.min(size, maxDeltaStep) : size);
  };
  const scoreOf = (g: number, h: number) => {
    if (!constrained) return Math.max(0, Math.abs(g) - alpha) ** 2 / (h + lambda);
    const weight = weightOf(g, h);
    return -2 * (g * weight + alpha * Math.abs(weight)) - (h + lambda) * weight ** 2;
  };
  const sum = (pairs: readonly (readonly [number, number])[]): [number, number] => {
    let [g, h] = [0, 0];
    for (const [gb, hb] of pairs) {
      g += gb;
      h += hb;
    }
    return [g, h];
  };
  const found: Candidate[] = [];
  for (const [feature, { kind, sums, missing, monotone }] of features.entries()) {
    const [g, h] = sum([...sums, missing]);
    const consider = (lefts: readonly (readonly [number, number])[], of: Omit<Candidate, 'gain' | 'feature'>) => {
      const [gl, hl] = sum(lefts);
      const [gr, hr] = [g - gl, h - hl];
      if (hl <= 0 || hr <= 0 || hl < minChildWeight || hr < minChildWeight) return;
      if (monotone * (weightOf(gr, hr) - weightOf(gl, hl)) < 0) return;
      const gain = scoreOf(gl, hl) + scoreOf(gr, hr) - scoreOf(g, h);
      if (gain > 1e-6) found.push({ gain, feature, ...of });
    };
    const setOf = (right: readonly number[], missingLeft: boolean) => {
      const lefts = sums.filter((_, bin) => !right.includes(bin));
      consider(missingLeft ? [...lefts, missing] : lefts, {
        bin: 0,
        missingLeft,
        right: [...right].sort((a, b) => a - b),
      });
    };
    const bins = [...sums.keys()];
    if (kind === split.KIND_NUMERIC) {
      const anyMissing = missing[1] > 0;
      for (const bin of bins.slice(0, anyMissing ? undefined : -1)) {
        consider(sums.slice(0, bin + 1), { bin, missingLeft: false, right: null });
      }
      for (const bin of anyMissing ? [...bins].reverse() : []) {
        consider([...sums.slice(0, bin), missing], { bin: bin - 1, missingLeft: true, right: null });
      }
    } else if (kind === split.KIND_ONE_HOT) {
      for (const bin of bins) for (const missingLeft of [true, false]) setOf([bin], missingLeft);
    } else {
      const weights = sums.map(([gb, hb]) => (hb > 0 ? Math.fround(weightOf(gb, hb)) : 0));
      const order = [...bins].sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0) || a - b);
      const most = Math.min(maxSet, bins.length) - 1;
      for (let size = 1; size <= most; size += 1) setOf(order.slice(0, size), true);
      for (let size = 1; size <= most; size += 1) setOf(order.slice(0, bins.length - size), false);
    }
  }
  return found;
}

describe.each(['wasm', 'plain'] as const)('the search for a split as %s', (kind) => {
  // quarters, whose sums are exact in any order
  const quarter = (min: number, max: number) => fc.integer({ min: min * 4, max: max * 4 }).map((value) => value / 4);
  const pair = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(quarter(-20, 20), quarter(0.25, 5)) },
    { weight: 1, arbitrary: fc.constant([0, 0] as const) },
  );
  const feature = fc.record({
    kind: fc.constantFrom(split.KIND_NUMERIC, split.KIND_NUMERIC, split.KIND_ONE_HOT, split.KIND_PARTITION),
    sums: fc.array(pair, { minLength: 1, maxLength: 9 }),
    monotone: fc.constantFrom(-1, 0, 0, 1),
  });
  const rules = fc.record({
    lambda: fc.constantFrom(0, 1, 2.5),
    alpha: fc.constantFrom(0, 0, 1.5),
    minChildWeight: fc.constantFrom(0, 1, 3),
    maxDeltaStep: fc.constantFrom(0, 0, 0.7),
    maxSet: fc.constantFrom(2, 4, 64),
  });

  it('finds the best of all there are', () => {
    const cases = fc.tuple(fc.array(feature, { minLength: 1, maxLength: 5 }), pair, rules, fc.boolean());
    fc.assert(
      fc.property(cases, ([given, extra, of, isConstrained]) => {
        // all features have the same rows: what one has less than the most is missing
        const totals = given.map(({ sums }) => sums.reduce((sum, [, h]) => sum + h, 0));
        const hessian = Math.max(...totals) + extra[1];
        const gradient = 3.25;
        const features: Feature[] = given.map(({ kind: ofKind, sums, monotone }) => {
          const g = gradient - sums.reduce((sum, [gb]) => sum + gb, 0);
          const h = hessian - sums.reduce((sum, [, hb]) => sum + hb, 0);
          const direction = isConstrained && ofKind === split.KIND_NUMERIC ? monotone : 0;
          // without rows that lack it, their gradient has to be somewhere else
          const all = h > 0 ? sums : sums.map(([gb, hb], bin) => [bin === 0 ? gb + g : gb, hb] as const);
          return { kind: ofKind, sums: all, missing: h > 0 ? [g, h] : [0, 0], monotone: direction };
        });
        if (hessian === 0 || features.some(({ sums }) => sums.some(([g, h]) => h === 0 && g !== 0))) return;
        const all = candidates(features, of);
        const best = all.reduce((most, { gain }) => Math.max(most, gain), 0);
        const answer = ask(kind, features, of, gradient, hessian);
        if (best === 0) {
          expect(answer).toBe(null);
          return;
        }
        expect(answer?.gain).toBeCloseTo(best, 8);
        // those that are as good but for rounding: which of them is first may hang on the last bit
        const equal = all.filter(({ gain }) => gain > best - 1e-9 * Math.max(1, best));
        expect(equal.map(({ gain: _, ...rest }) => rest)).toContainEqual({ ...answer, gain: undefined });
        if (all.filter(({ gain }) => gain === best).length === equal.length)
          expect(answer).toMatchObject(withoutGain(equal));
      }),
      // always the same cases: rarely, two splits are as good but for the last bit, which is rounded elsewhere in between
      { numRuns: 400, seed: 7 },
    );
  });
});

function withoutGain([first]: readonly Candidate[]): Partial<Candidate> {
  if (first === undefined) return {};
  const { gain: _, ...rest } = first;
  return rest;
}

/** What the kernel answers; null when no split is worth it. */
function ask(
  kind: KernelKind,
  features: readonly Feature[],
  rules: Rules,
  gradient: number,
  hessian: number,
): Candidate | null {
  const bench = new Bench(kind);
  const { heap } = bench;
  const firstBins: number[] = [];
  let bins = 0;
  for (const { sums } of features) {
    firstBins.push(bins);
    bins += sums.length;
  }
  const histogram = bench.doubles(features.flatMap(({ sums }) => sums.flatMap(([g, h]) => [g, h])));
  const table = bench.ints(
    features.flatMap(({ kind: of, sums, missing }, at) => [
      firstBins[at] ?? 0,
      sums.length,
      of,
      missing[1] > 0 ? 1 : 0,
    ]),
  );
  const isSingle = ({ kind: of, sums }: Feature) => of === split.KIND_NUMERIC && sums.length === 1;
  const numbers = [...features.keys()];
  const several = numbers.filter((at) => !features[at] || !isSingle(features[at]));
  const single = numbers.filter((at) => features[at] && isSingle(features[at]) && features[at].missing[1] > 0);
  const rulesAt = heap.allocate(split.RULES_BYTES);
  const monotone = features.some((of) => of.monotone !== 0) ? bench.ints(features.map((of) => of.monotone)) : 0;
  const [severalAt, singleAt] = [bench.ints(several), bench.ints(single.flatMap((at) => [firstBins[at] ?? 0, at]))];
  const [set, scratch] = [heap.allocate(64), heap.allocate(16 * 64)];
  const { i32, f64 } = heap.views;
  f64.set([rules.lambda, rules.alpha, rules.minChildWeight, rules.maxDeltaStep], rulesAt >>> 3);
  i32.set([rules.maxSet, monotone, table, 4], (rulesAt + split.RULES_MAX_SET) >>> 2);
  const words = { 1: histogram, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: bins, 8: rulesAt };
  const first = TASK_NODES / 4;
  const node = {
    [first]: histogram,
    [first + 1]: severalAt,
    [first + 2]: several.length,
    [first + 3]: singleAt,
    [first + 4]: single.length,
    [first + 5]: set,
    [first + 6]: scratch,
  };
  const asDouble = TASK_NODES / 8;
  const sums = {
    [asDouble + 4]: gradient,
    [asDouble + 5]: hessian,
    [asDouble + 6]: -Infinity,
    [asDouble + 7]: Infinity,
  };
  const answer = bench.run(TASK_SPLITS, { ...words, ...node }, sums) + TASK_NODES;
  const [feature = -1, bin = 0, missingLeft, isSet] = bench.intsAt(answer + split.NODE_SPLIT_FEATURE, 4);
  if (feature < 0) return null;
  const [bits = 0] = bench.intsAt(set, 1);
  return {
    gain: bench.doublesAt(answer + split.NODE_GAIN, 1)[0] ?? NaN,
    feature,
    bin: isSet === 1 ? 0 : bin,
    missingLeft: missingLeft === 1,
    right:
      isSet === 1 ? Array.from({ length: 32 }, (_, member) => member).filter((member) => (bits >>> member) & 1) : null,
  };
}
