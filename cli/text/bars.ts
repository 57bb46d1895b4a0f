import type { Terminal } from '../terminal';
import { clip, displayWidth, oneLine, padEnd, padStart, type Style } from './ansi';

/** Widest that a label gets. */
const labelWidth = 32;
/** Columns when the output is no terminal. */
export const usualWidth = 100;

/** One bar a line, with its label and its number before it; bars of negative numbers are lighter. */
export function barLines(
  labels: readonly string[],
  values: readonly (number | null)[],
  terminal: Terminal,
  style: Style,
): string[] {
  if (labels.length === 0) return ['No values to draw.'];
  const shown = labels.map((label) => clip(oneLine(label), labelWidth));
  const numbers = values.map((value) => (value === null ? '' : shortNumber(value)));
  const wide = (texts: readonly string[]) => texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
  const [left, right] = [wide(shown), wide(numbers)];
  const room = Math.max(5, (terminal.size()?.columns ?? usualWidth) - left - right - 4);
  const most = values.reduce<number>((found, value) => Math.max(found, Math.abs(value ?? 0)), 0);
  return shown.map((label, at) => {
    const value = values[at] ?? 0;
    const length = most === 0 || value === 0 ? 0 : Math.max(1, Math.round((Math.abs(value) / most) * room));
    const bar = (value < 0 ? '░' : '█').repeat(length);
    return `${padEnd(label, left)}  ${padStart(numbers[at] ?? '', right)}  ${style.accent(bar)}`.trimEnd();
  });
}

export function shortNumber(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(6)));
}
