import type { Trial, TrialTable } from './trials';
import { valueText } from './words';

/** One vertical axis of the plot. Positions on it go from 0, at the bottom, to 1. */
export interface ParallelAxis {
  /** Of the parameter, or of the score. */
  readonly name: string;
  readonly scale:
    | {
        readonly kind: 'linear' | 'log';
        readonly low: number;
        readonly high: number;
        /** Whether all values are whole numbers. */
        readonly whole: boolean;
      }
    | { readonly kind: 'categories'; readonly categories: readonly string[] };
  readonly valueOf: (trial: Trial) => unknown;
}

/** What is chosen on an axis: from the lower to the upper position. */
export type Brush = readonly [number, number];
/** By the names of the axes; those that are not there let everything through. */
export type Brushes = Readonly<Record<string, Brush>>;

/**
 * An axis for each parameter that is not the same in all trials, and last the score. `space` is the search space as it was
 * recorded; without it the values tell what kind of axis they need.
 */
export function parallelAxes({ trials, parameters, scores }: TrialTable, space: unknown): ParallelAxis[] {
  const axes = parameters.flatMap((name): ParallelAxis[] => {
    const valueOf = (trial: Trial) => trial.parameters[name];
    const values = trials.map(valueOf).filter((value) => value !== undefined && value !== null);
    if (new Set(values.map((value) => JSON.stringify(value))).size < 2) return [];
    return [{ name, scale: scaleOf(values, distributionAt(space, name.split('.'))), valueOf }];
  });
  const [score] = scores;
  if (score === undefined) return axes;
  const valueOf = (trial: Trial) => trial.scores[score];
  const values = trials.map(valueOf).filter((value) => typeof value === 'number');
  return [...axes, { name: score, scale: numbersScale('linear', values), valueOf }];
}

/** Where a trial crosses an axis; null where it does not. */
export function positionOf({ scale, valueOf }: ParallelAxis, trial: Trial): number | null {
  const value = valueOf(trial);
  if (value === undefined || value === null) return null;
  if (scale.kind === 'categories') {
    const at = scale.categories.indexOf(valueText(value));
    return at < 0 ? null : categoryPosition(at, scale.categories.length);
  }
  if (typeof value !== 'number') return null;
  const { kind, low, high } = scale;
  if (high === low) return 0.5;
  const position = kind === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Number.isFinite(position) ? position : null;
}

/** The value at a position, as text. */
export function textAt({ scale }: ParallelAxis, position: number): string {
  if (scale.kind === 'categories') {
    const { categories } = scale;
    return categories[Math.round(position * (categories.length - 1))] ?? '';
  }
  const { kind, low, high, whole } = scale;
  const value = kind === 'log' ? low * (high / low) ** position : low + position * (high - low);
  return String(whole ? Math.round(value) : Number(value.toPrecision(3)));
}

/** How far a key moves the end of a brush. */
export function stepOf({ scale }: ParallelAxis): number {
  return scale.kind === 'categories' ? 1 / Math.max(1, scale.categories.length - 1) : 0.05;
}

/** Positions that are labelled. */
export function ticksOf({ scale }: ParallelAxis): number[] {
  if (scale.kind === 'categories')
    return scale.categories.map((_, at) => categoryPosition(at, scale.categories.length));
  const { kind, low, high, whole } = scale;
  if (high === low) return [0.5];
  if (!whole || kind === 'log') return [0, 0.25, 0.5, 0.75, 1];
  const step = Math.ceil((high - low) / 8);
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, at) => (at * step) / (high - low));
}

/** Whether a trial is within all brushes. */
export function isWithin(axes: readonly ParallelAxis[], brushes: Brushes, trial: Trial): boolean {
  return axes.every((axis) => {
    const brush = brushes[axis.name];
    if (brush === undefined) return true;
    const position = positionOf(axis, trial);
    return position !== null && position >= brush[0] - 1e-9 && position <= brush[1] + 1e-9;
  });
}

/** Places of the trials by their score from 0, the best, to 1; null for those without. Ranks: one bad trial must not make all others look alike. */
export function ranksOf(trials: readonly Trial[], score: string, greaterIsBetter: boolean): (number | null)[] {
  const values = trials.map(({ scores }) => {
    const value = scores[score];
    return typeof value === 'number' ? (greaterIsBetter ? -value : value) : null;
  });
  const sorted = [...new Set(values.filter((value) => value !== null))].sort((a, b) => a - b);
  const places = new Map(sorted.map((value, place) => [value, place / Math.max(1, sorted.length - 1)]));
  return values.map((value) => (value === null ? null : (places.get(value) ?? null)));
}

function categoryPosition(at: number, count: number): number {
  return count === 1 ? 0.5 : at / (count - 1);
}

type Distribution = 'linear' | 'log' | 'categories' | null;

function scaleOf(values: readonly unknown[], distribution: Distribution): ParallelAxis['scale'] {
  const numbers = values.filter((value) => typeof value === 'number');
  if (distribution === 'categories' || numbers.length < values.length) {
    const texts = [...new Set(values.map(valueText))];
    return { kind: 'categories', categories: texts.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })) };
  }
  const positive = numbers.every((value) => value > 0);
  const wide = positive && Math.max(...numbers) / Math.min(...numbers) >= 100;
  const log = positive && (distribution === 'log' || (distribution === null && wide));
  return numbersScale(log ? 'log' : 'linear', numbers);
}

function numbersScale(kind: 'linear' | 'log', values: readonly number[]): ParallelAxis['scale'] {
  return values.length === 0
    ? { kind: 'linear', low: 0, high: 0, whole: false }
    : { kind, low: Math.min(...values), high: Math.max(...values), whole: values.every(Number.isInteger) };
}

/** The kind of distribution that a search space has for a parameter; null where it says nothing. */
function distributionAt(space: unknown, path: readonly string[]): Distribution {
  const type = fieldOf(space, 'type');
  const [name, ...rest] = path;
  if (name === undefined) {
    if (type === 'choice') return 'categories';
    if (typeof type !== 'string' || !/^(q?(log)?uniform|q?(log)?normal|randint)$/.test(type)) return null;
    return type.includes('log') ? 'log' : 'linear';
  }
  const options = type === 'choice' ? fieldOf(space, 'options') : null;
  if (Array.isArray(options)) {
    return options.map((option: unknown) => distributionAt(option, path)).find((found) => found !== null) ?? null;
  }
  return distributionAt(fieldOf(space, name), rest);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
