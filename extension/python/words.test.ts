import { describe, expect, it } from 'vitest';
import type { InterpreterReport } from '../../core/blocks/python/interpreter-report';
import { pythonName, pythonTooltip } from './words';

const report: InterpreterReport = {
  interpreter: '/work/shop/.venv/bin/python',
  version: '3.11.7',
  source: '.venv of shop',
  environment: 'virtual',
  prefix: '/work/shop/.venv',
  isManaged: false,
  hasPip: true,
  packages: { pandas: '2.2.3' },
  passed: [],
};

describe('a Python', () => {
  it('is called by its version and its environment', () => {
    expect(pythonName(report)).toBe("3.11.7 ('.venv')");
    expect(pythonName({ ...report, environment: 'global', prefix: '/usr' })).toBe('3.11.7');
  });

  it('says why it was taken, what it has, and which environment is broken', () => {
    const text = pythonTooltip({ ...report, passed: ['The environment a_b is broken.'] }).replaceAll('\\', '');
    expect(text).toContain('Taken because: .venv of shop');
    expect(text).toContain('pandas 2.2.3');
    expect(text).toContain('$(warning) The environment a_b is broken.');
  });
});
