import type { ScatterCells, ScatterPoints } from '../../core/protocol/charts';
import { shortNumber } from './bars';

/** Characters for a place, from few rows to most of them. */
const shades = ['·', '░', '▒', '▓', '█'];
const down = 18;

/** A scatter chart in characters: the more rows in a place, the darker; by the logarithm, since counts differ much. */
export function densityLines(marks: ScatterPoints | ScatterCells, width: number): string[] {
  const places = marks.kind === 'points' ? marks.points.map(([x, y]) => [x, y, 1] as const) : marks.cells;
  if (places.length === 0) return ['No values to draw.'];
  const [left, right] = rangeOf(places.map(([x]) => x));
  const [low, high] = rangeOf(places.map(([, y]) => y));
  const across = Math.max(10, Math.min(72, width - 2));
  const counts = new Float64Array(across * down);
  const place = (value: number, min: number, max: number, steps: number) =>
    max === min ? 0 : Math.round(((value - min) / (max - min)) * (steps - 1));
  for (const [x, y, count] of places) {
    const at = (down - 1 - place(y, low, high, down)) * across + place(x, left, right, across);
    counts[at] = (counts[at] ?? 0) + count;
  }
  const most = counts.reduce((found, count) => Math.max(found, count), 1);
  const shadeOf = (count: number) => {
    if (count === 0) return ' ';
    const share = most === 1 ? 1 : Math.log(count) / Math.log(most);
    return shades[Math.min(shades.length - 1, Math.floor(share * shades.length))] ?? '█';
  };
  const rows = Array.from({ length: down }, (_, row) =>
    Array.from(counts.subarray(row * across, (row + 1) * across), shadeOf).join(''),
  );
  return [
    shortNumber(high),
    ...rows.map((row) => `│${row}`.trimEnd()),
    `└${'─'.repeat(across)}`,
    `${shortNumber(low)} upwards, ${shortNumber(left)} to ${shortNumber(right)} to the right`,
  ];
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([min, max], value) => [Math.min(min, value), Math.max(max, value)],
    [Infinity, -Infinity],
  );
}
