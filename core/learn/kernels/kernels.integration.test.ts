import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSOLUTE_ERROR, LOGISTIC, POISSON, PSEUDO_HUBER, SOFTMAX, SQUARED_ERROR } from './gradients';
import * as tasks from './tasks';
import { Bench } from './test-support';

const float = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const floatOrMissing = fc.oneof({ weight: 5, arbitrary: float }, { weight: 1, arbitrary: fc.constant(NaN) });
const runs = (numRuns: number) => ({ numRuns });

describe.each(['wasm', 'plain'] as const)('the kernels as %s', (kind) => {
  it('cut a column at its values, or at quantiles where there are more than bins', () => {
    const columns = fc.oneof(
      fc.array(floatOrMissing, { minLength: 1, maxLength: 60 }),
      fc.array(floatOrMissing, { minLength: 64, maxLength: 400 }),
    );
    fc.assert(
      fc.property(columns, fc.integer({ min: 2, max: 40 }), (values, most) => {
        const bench = new Bench(kind);
        const [column, cuts] = [bench.floats(values), bench.heap.allocate(most * 4)];
        const scratch = bench.heap.allocate(values.length * 8 + 3 * 2048 * 4);
        const task = bench.run(tasks.TASK_CUTS, { 1: column, 2: values.length, 3: scratch, 4: most, 5: cuts });
        const sorted = Float32Array.from(values.filter((value) => !Number.isNaN(value))).sort();
        const distinct = [...new Set(sorted)];
        const at = (rank: number) => sorted[rank] ?? NaN;
        const quantiles = Array.from({ length: most - 1 }, (_, bin) =>
          at(Math.floor(((bin + 1) * sorted.length) / most)),
        );
        const inner =
          distinct.length <= most ? distinct.slice(1) : [...new Set(quantiles)].filter((cut) => cut > at(0));
        const largest = sorted.at(-1) ?? 0;
        const last = Math.fround(largest + Math.abs(largest) + 1e-5);
        const [count = 0, kept] = bench.intsAt(task + 24, 2);
        expect(kept).toBe(sorted.length);
        expect(bench.floatsAt(cuts, count)).toEqual([...inner, last]);
        expect(bench.floatsAt(column, values.length)).toEqual([...Float32Array.from(values)]);
      }),
      runs(60),
    );
  });

  it('find the bin of each value', () => {
    const cases = fc.tuple(
      fc.array(floatOrMissing, { minLength: 1, maxLength: 30 }),
      fc.uniqueArray(float.map(Math.fround), { minLength: 1, maxLength: 300 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(cases, ([values, unsorted, wide]) => {
        const bench = new Bench(kind);
        const cuts = Float32Array.from(unsorted).sort();
        const bins = wide ? cuts.length : Math.min(cuts.length, 255);
        const expected = [...Float32Array.from(values)].map((value) => {
          if (Number.isNaN(value)) return bins;
          const bin = cuts.findIndex((cut) => cut > value);
          return bin < 0 || bin >= bins ? bins - 1 : bin;
        });
        const [column, cutsAt] = [bench.floats(values), bench.floats(cuts)];
        const codes = bench.codes(new Array<number>(values.length).fill(0), wide);
        const flag = wide ? 1 : 0;
        bench.run(tasks.TASK_ENCODE, { 1: column, 2: values.length, 3: cutsAt, 4: bins, 5: bins, 6: codes, 7: flag });
        expect(bench.codesAt(codes, values.length, wide)).toEqual(expected);
        const present = values.flatMap((value, row) => (Number.isNaN(value) ? [] : [row]));
        if (bins > 150) return;
        const other = bench.codes(new Array<number>(values.length).fill(99), wide);
        bench.run(tasks.TASK_ENCODE_SPARSE, {
          1: bench.floats(present.map((row) => values[row] ?? 0)),
          2: bench.ints(present),
          3: present.length,
          4: cutsAt,
          5: bins,
          6: 100,
          7: other,
          8: flag,
        });
        expect(bench.codesAt(other, values.length, wide)).toEqual(
          expected.map((bin, row) => (present.includes(row) ? bin + 100 : 99)),
        );
      }),
      runs(60),
    );
  });

  it('lay codes out row by row', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }), fc.boolean());
    fc.assert(
      fc.property(sizes, ([rows, bundles, wide]) => {
        const bench = new Bench(kind);
        const codes = Array.from({ length: rows * bundles }, (_, at) => (at * 31) % 256);
        const [from, to] = [bench.codes(codes, wide), bench.codes(codes, wide)];
        bench.run(tasks.TASK_TRANSPOSE, { 1: from, 2: rows, 3: bundles, 4: wide ? 1 : 0, 5: 0, 6: rows, 7: to });
        const expected = Array.from({ length: rows * bundles }, (_, at) => {
          return codes[(at % bundles) * rows + Math.floor(at / bundles)];
        });
        expect(bench.codesAt(to, rows * bundles, wide)).toEqual(expected);
      }),
      runs(20),
    );
  });

  it('add gradients to the bins of their rows', () => {
    const cases = fc.record({
      bundles: fc.integer({ min: 1, max: 21 }),
      rows: fc.integer({ min: 1, max: 40 }),
      wide: fc.boolean(),
      chosen: fc.array(fc.nat(39), { minLength: 1, maxLength: 40 }),
      all: fc.boolean(),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ bundles, rows, wide, chosen, all, seed }) => {
        const bench = new Bench(kind);
        const BINS = 6;
        const codeOf = (row: number, bundle: number) => (Math.imul(row * 40 + bundle + seed, 0x9e3779b1) >>> 8) % BINS;
        const codes = Array.from({ length: rows * bundles }, (_, at) => codeOf(Math.floor(at / bundles), at % bundles));
        const gradients = Array.from({ length: rows * 2 }, (_, at) => (at % 7) - 3 + at / 4);
        const order = all ? Array.from({ length: rows }, (_, row) => row) : chosen.filter((row) => row < rows);
        // two more bins, of rows that are stored sparsely: some have none, some both
        const starts = [0];
        const sparse: number[] = [];
        for (let row = 0; row < rows; row += 1) {
          for (let bin = 0; bin < row % 3; bin += 1) sparse.push(bundles * BINS + bin);
          starts.push(sparse.length);
        }
        const bins = bundles * BINS + 2;
        const histogram = bench.doubles(new Array<number>(bins * 2).fill(9));
        bench.run(tasks.TASK_HISTOGRAM, {
          1: histogram,
          2: bins,
          3: bench.codes(codes, wide),
          4: bundles,
          5: bench.ints(Array.from({ length: bundles }, (_, bundle) => bundle * BINS * 16)),
          6: all ? 0 : bench.ints(order),
          7: 0,
          8: order.length,
          9: bench.floats(gradients),
          10: wide ? 1 : 0,
          11: bench.ints(starts),
          12: bench.ints(sparse),
        });
        const expected = new Array<number>(bins * 2).fill(0);
        const add = (bin: number, row: number) => {
          for (const part of [0, 1]) {
            expected[bin * 2 + part] = (expected[bin * 2 + part] ?? 0) + Math.fround(gradients[row * 2 + part] ?? 0);
          }
        };
        for (const row of order) {
          for (let bundle = 0; bundle < bundles; bundle += 1) add(bundle * BINS + codeOf(row, bundle), row);
          for (const bin of sparse.slice(starts[row], starts[row + 1])) add(bin, row);
        }
        expect(bench.doublesAt(histogram, bins * 2)).toEqual(expected);
      }),
      runs(80),
    );
  });

  it('sort rows by the side of a split, each side in its old order', () => {
    const cases = fc.record({
      values: fc.array(fc.option(fc.nat(11), { nil: null }), { minLength: 1, maxLength: 50 }),
      from: fc.nat(10),
      right: fc.uniqueArray(fc.nat(11)),
      bySet: fc.boolean(),
      at: fc.integer({ min: -1, max: 11 }),
      missingLeft: fc.boolean(),
      low: fc.nat(100),
    });
    fc.assert(
      fc.property(cases, ({ values, from, right, bySet, at, missingLeft, low }) => {
        const rows = [...values.keys()].filter((row) => row % 3 !== 1);
        const start = Math.min(from, rows.length);
        const goesLeft = (row: number) => {
          const value = values[row] ?? null;
          if (value === null) return missingLeft;
          return bySet ? !right.includes(value) : value <= at;
        };
        const mine = rows.slice(start);
        const expected = [...rows.slice(0, start), ...mine.filter(goesLeft), ...mine.filter((row) => !goesLeft(row))];
        const bits = right.reduce((set, member) => set | (1 << member), 0);
        const present = [...values.keys()].filter((row) => values[row] !== null);
        const inBins = present.map((row) => values[row] ?? 0);
        const codes = values.map((value) => (value === null ? 3 + low + 12 : low + value));
        const check = (task: number, words: (bench: Bench) => Record<number, number>, doubles = {}) => {
          const bench = new Bench(kind);
          const [order, scratch] = [bench.ints(rows), bench.ints(rows)];
          const address = bench.run(
            task,
            {
              2: order,
              3: scratch,
              4: start,
              5: rows.length,
              9: bySet ? bench.ints([bits]) : 0,
              10: missingLeft ? 1 : 0,
              13: 1,
              ...words(bench),
            },
            doubles,
          );
          expect(bench.intsAt(order, rows.length)).toEqual(expected);
          expect(bench.intsAt(address + 48, 1)).toEqual([mine.filter(goesLeft).length]);
        };
        for (const wide of [false, true]) {
          check(tasks.TASK_PARTITION, (bench) => ({
            1: bench.codes(codes, wide),
            6: low,
            7: low + 12,
            8: low + at,
            11: wide ? 2 : 1,
          }));
        }
        check(tasks.TASK_PARTITION, (bench) => ({
          1: bench.ints(present),
          7: present.length,
          8: at,
          11: 0,
          14: bench.codes(inBins, true),
        }));
        const threshold = { 8: at + 0.5 };
        check(
          tasks.TASK_ROUTE,
          (bench) => ({ 1: bench.floats(values.map((value) => value ?? NaN)), 6: 32, 7: -1 }),
          threshold,
        );
        check(
          tasks.TASK_ROUTE,
          (bench) => ({ 1: bench.ints(present), 6: 32, 7: present.length, 8: bench.floats(inBins) }),
          threshold,
        );
      }),
      runs(60),
    );
  });

  it('compute the gradients of every loss', () => {
    const row = fc.tuple(
      fc.integer({ min: -40, max: 40 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.boolean(), (rows, weighted) => {
        const margins = rows.map(([margin]) => margin / 8);
        const labels = rows.map(([, label], at) => label + (at % 2) / 4);
        const weights = rows.map(([, , weight]) => (weighted ? weight / 4 : 1));
        const sigmoid = (margin: number) => 1 / (1 + Math.exp(-margin));
        const definitions: readonly (readonly [
          number,
          (margin: number, label: number) => readonly [number, number],
        ])[] = [
          [SQUARED_ERROR, (margin, label) => [margin - label, 1]],
          [
            ABSOLUTE_ERROR,
            (margin, label) => {
              const curvature = 0.7 / Math.hypot(0.7, margin - label);
              return [(margin - label) * curvature, curvature];
            },
          ],
          [
            PSEUDO_HUBER,
            (margin, label) => {
              const root = Math.sqrt(1 + ((margin - label) / 0.7) ** 2);
              return [(margin - label) / root, 1 / root ** 3];
            },
          ],
          [POISSON, (margin, label) => [Math.exp(margin) - label, Math.exp(margin + 0.7)]],
          [LOGISTIC, (margin, label) => [sigmoid(margin) - label, sigmoid(margin) * (1 - sigmoid(margin))]],
        ];
        const bench = new Bench(kind);
        const compute = (loss: number, classes: number, all: readonly number[], given: readonly number[]) => {
          const gradients = bench.floats(new Array<number>(rows.length * classes * 2).fill(0));
          const sums = bench.doubles(new Array<number>(classes * 2).fill(0));
          bench.run(
            tasks.TASK_GRADIENTS,
            {
              1: loss,
              2: 0,
              3: rows.length,
              4: rows.length,
              5: classes,
              6: bench.floats(all),
              7: bench.floats(given),
              8: weighted ? bench.floats(weights) : 0,
              9: gradients,
              11: sums,
            },
            { 6: 3, 7: 0.7, 8: 1 },
          );
          return {
            found: bench.floatsAt(gradients, rows.length * classes * 2),
            sums: bench.doublesAt(sums, classes * 2),
          };
        };
        const near = (found: number | undefined, wanted: number) => {
          expect(Math.abs((found ?? NaN) - wanted)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(wanted)));
        };
        for (const [loss, define] of definitions) {
          const { found, sums } = compute(loss, 1, margins, labels);
          let [sizes, hessians] = [0, 0];
          for (const [at, label] of labels.entries()) {
            const [g, h] = define(margins[at] ?? 0, label);
            const positive = label === 1 && (loss === SQUARED_ERROR || loss === LOGISTIC) ? 3 : 1;
            near(found[2 * at], g * (weights[at] ?? 0) * positive);
            near(found[2 * at + 1], h * (weights[at] ?? 0) * positive);
            sizes += Math.abs(found[2 * at] ?? 0);
            hessians += found[2 * at + 1] ?? 0;
          }
          near(sums[0], sizes);
          near(sums[1], hessians);
        }
        const many = rows.flatMap(([margin]) => [margin / 8, 1, -margin / 4, 0]);
        const { found } = compute(
          SOFTMAX,
          4,
          many,
          rows.map(([, label]) => label),
        );
        for (const [at, [, label]] of rows.entries()) {
          const powers = many.slice(at * 4, at * 4 + 4).map(Math.exp);
          const total = powers.reduce((sum, power) => sum + power, 0);
          for (const [group, power] of powers.entries()) {
            const chance = power / total;
            const place = (group * rows.length + at) * 2;
            near(found[place], (chance - (group === label ? 1 : 0)) * (weights[at] ?? 0));
            near(found[place + 1], 2 * chance * (1 - chance) * (weights[at] ?? 0));
          }
        }
      }),
      runs(30),
    );
  });

  it('leave out as many rows as a sample is to lack, other ones for another seed', () => {
    const bench = new Bench(kind);
    const rows = 20_000;
    const labels = bench.floats(new Array<number>(rows).fill(1));
    const margins = bench.floats(new Array<number>(rows).fill(0));
    const kept = (seed: number) => {
      const gradients = bench.floats(new Array<number>(rows * 2).fill(0));
      const words = { 1: SQUARED_ERROR, 3: rows, 4: rows, 5: 1, 6: margins, 7: labels, 9: gradients, 10: seed };
      bench.run(tasks.TASK_GRADIENTS, { ...words, 11: bench.doubles([0, 0]) }, { 6: 1, 8: 0.3 });
      return bench.floatsAt(gradients, rows * 2).filter((_, at) => at % 2 === 1);
    };
    const [one, other] = [kept(1), kept(2)];
    const shared = one.filter((hessian, row) => hessian + (other[row] ?? 0) === 2).length;
    for (const sample of [one, other]) {
      expect(new Set(sample)).toEqual(new Set([0, 1]));
      expect(Math.abs(sample.filter((hessian) => hessian === 1).length / rows - 0.3)).toBeLessThan(0.015);
    }
    expect(Math.abs(shared / rows - 0.09)).toBeLessThan(0.01);
  });
});
