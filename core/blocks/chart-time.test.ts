import { expect, it } from 'vitest';
import { aBlock } from '../project/testing';
import { chartSeconds } from './chart-time';

it('gives a chart the time that its entry asks for, or two minutes, and no more where nobody trusts it', () => {
  const chart = (timeout: number | null) => ({ ...aBlock('c', { timeout }), type: 'chart' as const });
  expect(chartSeconds(chart(null), true)).toBe(120);
  expect(chartSeconds(chart(600), true)).toBe(600);
  expect(chartSeconds(chart(600), false)).toBe(120);
  expect(chartSeconds(chart(5), false)).toBe(5);
});
