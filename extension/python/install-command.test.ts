import { describe, expect, it } from 'vitest';
import { installCommand } from './install-command';

const python = { interpreter: '/shop/.venv/bin/python', hasPip: true };

describe('what installs packages', () => {
  it("is the interpreter's own pip, else uv", () => {
    expect(installCommand(python, ['pandas', 'scikit-learn'], true)).toEqual([
      '/shop/.venv/bin/python',
      ...['-m', 'pip', 'install', 'pandas', 'scikit-learn'],
    ]);
    expect(installCommand({ ...python, hasPip: false }, ['pandas'], true)).toEqual([
      ...['uv', 'pip', 'install', '--python', '/shop/.venv/bin/python', 'pandas'],
    ]);
    expect(() => installCommand({ ...python, hasPip: false }, ['pandas'], false)).toThrow('has no pip');
  });

  it.each(['pandas==2.2.3', 'xgboost[dask]>=2,<3', 'zope.interface', 'a'])('takes %s for a package', (name) => {
    expect(installCommand(python, [name], false).at(-1)).toBe(name);
  });

  it.each(['--index-url=http://a', '-r', 'a b', 'a;b', 'https://a/b.whl', './a', '', 'a @ http://b'])(
    'does not take %s for a package',
    (name) => {
      expect(() => installCommand(python, [name], false)).toThrow('is no name of a package');
    },
  );
});
