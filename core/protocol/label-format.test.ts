import { describe, expect, it } from 'vitest';
import { formatLabel, parseLabelFormat } from './label-format';

function shown(body: string, value: string | number, index = 0): string | null {
  const format = parseLabelFormat(body);
  return format === null ? null : formatLabel(format, value, index);
}

describe('the format of a label', () => {
  it.each([
    ['return value.toFixed(2)', 3.14159, '3.14'],
    ['return value.toFixed()', 3.7, '4'],
    ['value', 'a name', 'a name'],
    ["return value.toFixed(1) + ' %';", 5.7597, '5.8 %'],
    ['return `${value} miles`', 7, '7 miles'],
    ['return `${index}: ${Number(value).toFixed(1)} (${value})`', 2.25, '4: 2.3 (2.25)'],
    ['return "$" + value.toLocaleString()', 1234567, '$1,234,567'],
    ['return (value * 100).toFixed(0) + "%"', 0.5, '50%'],
    ['return `${value / 1000} k`', 1500, '1.5 k'],
    ['return Math.round(value)', 1.6, '2'],
    ["return 'a + b: ' + value", 1, 'a + b: 1'],
    ['return value.toFixed(2)', 'not a number', 'not a number'],
  ])('%s', (body, value, expected) => {
    expect(shown(body, value, 4)).toBe(expected);
  });

  it.each([
    'return fetch("https://example.com")',
    'return value.constructor.constructor("alert(1)")()',
    'return values.join()',
    'const text = value; return text',
    'return `${process.exit()}`',
    'return "nothing of it"',
    '',
  ])('is left aside when it is another shape: %s', (body) => {
    expect(parseLabelFormat(body)).toBeNull();
  });

  it.each([
    ['h:mm', '2:05'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-01 14:05:09'],
    ['ddd D MMM [at] hA', 'Thu 1 Feb at 2PM'],
    ['dddd, MMMM DD YY', 'Thursday, February 01 24'],
  ])('writes times in UTC: %s', (pattern, expected) => {
    const epoch = Date.UTC(2024, 1, 1, 14, 5, 9) / 1000;
    expect(formatLabel({ kind: 'time', pattern }, epoch, 0)).toBe(expected);
  });
});
