import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.mjs';
import { closingLine, countReport } from './counts.mjs';

const all = ['lint', 'types', 'unit', 'integration', 'e2e'];
const file = (status, ...tests) => ({ status, assertionResults: tests.map((test) => ({ status: test })) });

describe('the arguments of npm test', () => {
  it('mean every tier when there are none', () => {
    expect(parseArguments([], all)).toEqual({ tiers: all, patterns: [] });
  });

  it('name tiers in any order, which run in their own', () => {
    expect(parseArguments(['--tier', 'e2e', '--tier=unit'], all)).toEqual({ tiers: ['unit', 'e2e'], patterns: [] });
  });

  it('leave the checks without test files out when there is a pattern', () => {
    expect(parseArguments(['graph'], all)).toEqual({ tiers: ['unit', 'integration', 'e2e'], patterns: ['graph'] });
  });

  it('are refused with the tiers there are when a tier is unknown or missing', () => {
    expect(parseArguments(['--tier', 'smoke'], all)).toEqual({
      problem: '--tier takes one of lint, types, unit, integration, e2e, not smoke',
    });
    expect(parseArguments(['--tier'], all)).toHaveProperty('problem');
    expect(parseArguments(['--watch'], all)).toHaveProperty('problem');
  });
});

describe('the counts of npm test', () => {
  it('add up the tests of all files', () => {
    const report = { testResults: [file('passed', 'passed', 'pending'), file('failed', 'failed', 'passed', 'todo')] };
    expect(countReport(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('count a file that failed without a failing test as one failure', () => {
    expect(countReport({ testResults: [file('failed'), file('failed', 'skipped')] }, 1)).toMatchObject({ failed: 2 });
  });

  it('never call a run passed that ended badly', () => {
    expect(countReport({ testResults: [file('passed', 'passed')] }, 1)).toMatchObject({ failed: 1 });
    expect(countReport(null, 1)).toMatchObject({ failed: 1 });
  });

  it('name skipped tests only when there are any', () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  });
});
