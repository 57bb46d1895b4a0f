import type { ExperimentCurve } from '../protocol/experiment-view';
import type { MetricLine } from '../protocol/experiments';
import { isGreaterBetter } from '../protocol/metric-direction';
import { metricLabel } from '../protocol/metric-label';
import type { RecordedNumber } from '../protocol/recorded-number';

interface Point {
  readonly step: number;
  readonly value: RecordedNumber;
}

/** Points that a curve has at most. */
const MOST_POINTS = 600;

/** Collects the curves of a record as its lines come. */
export class CurveCollector {
  readonly #curves = new Map<string, Collected>();

  add(line: MetricLine): void {
    const key = metricLabel(line);
    let curve = this.#curves.get(key);
    if (curve === undefined) {
      curve = new Collected(line.set, line.name);
      this.#curves.set(key, curve);
    }
    curve.add({ step: line.step, value: line.value });
  }

  curves(): ExperimentCurve[] {
    return [...this.#curves.values()].map((curve) => curve.thinned());
  }
}

class Collected {
  readonly #sign: 1 | -1;
  readonly #points: Point[] = [];
  #sorted = true;
  #best: Point | null = null;

  constructor(
    readonly set: string,
    readonly name: string,
  ) {
    this.#sign = isGreaterBetter(name) ? -1 : 1;
  }

  add(point: Point): void {
    const last = this.#points.at(-1);
    if (last !== undefined && point.step < last.step) this.#sorted = false;
    this.#points.push(point);
    const score = this.#sign * Number(point.value);
    if (!Number.isNaN(score) && (this.#best === null || score < this.#sign * Number(this.#best.value))) {
      this.#best = point;
    }
  }

  thinned(): ExperimentCurve {
    // trials that run at the same time end in any order
    if (!this.#sorted) this.#points.sort((a, b) => a.step - b.step);
    this.#sorted = true;
    const points = thin(this.#points, MOST_POINTS);
    return {
      set: this.set,
      name: this.name,
      steps: points.map(({ step }) => step),
      values: points.map(({ value }) => value),
      count: this.#points.length,
      best: this.#best,
    };
  }
}

/** At most `most` points: of each stretch the smallest and the greatest, so that no spike is lost; first and last stay. */
export function thin(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const stretches = Math.floor((most - 2) / 2);
  const inner = points.length - 2;
  const kept = new Set([0, points.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = 1 + Math.floor((stretch * inner) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches);
    let [low, high] = [from, from];
    for (let at = from; at < to; at += 1) {
      const value = Number(points[at]?.value);
      if (Number.isNaN(value)) continue;
      if (!(Number(points[low]?.value) <= value)) low = at;
      if (!(Number(points[high]?.value) >= value)) high = at;
    }
    kept.add(low).add(high);
  }
  return points.filter((_, at) => kept.has(at));
}
