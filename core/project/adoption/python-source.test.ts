import { describe, expect, it } from 'vitest';
import { callsWith, importsOf, parsePython } from './python-source';

const imports = (text: string) =>
  importsOf(parsePython(text)).map(({ module, names, optional }) => [module, names.join(','), optional]);

describe('imports of a Python file', () => {
  it('are found in every form, over several lines and inside functions', () => {
    const text = `import os, numpy.linalg as la
from a.b import (c,  # the first
    d as e)
from . import x
from ...y.z import w
from m import *
def f():
    if True: import inner; from k import l
`;
    expect(imports(text)).toEqual([
      ['os', '', false],
      ['numpy.linalg', '', false],
      ['a.b', 'c,d', false],
      ['.', 'x', false],
      ['...y.z', 'w', false],
      ['m', '*', false],
      ['inner', '', false],
      ['k', 'l', false],
    ]);
  });

  it('are not what strings and comments say', () => {
    expect(imports('"""\nimport a\n"""\nx = "import b"  # import c\ny = f\'\'\'\nimport d\n\'\'\'\n')).toEqual([]);
  });

  it('may be missing where the code provides for it', () => {
    const text = `try:
    import a
except ImportError:
    import b
if TYPE_CHECKING:
    import c
if not TYPE_CHECKING:
    import d
try:
    import e
finally:
    pass
`;
    expect(imports(text)).toEqual([
      ['a', '', true],
      ['b', '', false],
      ['c', '', true],
      ['d', '', false],
      ['e', '', false],
    ]);
  });

  it('are found around code that is half typed', () => {
    expect(imports('import a\ndef f(:\n  return (\nimport b\n')).toContainEqual(['a', '', false]);
  });

  it('have a place', () => {
    expect(importsOf(parsePython('\n\n  import a')).map(({ position }) => position)).toEqual([{ line: 3, column: 3 }]);
  });
});

it('finds calls with an argument of a name', () => {
  const text = 'a = metrics.mse(x, y,\n  squared=False)\nmse(squared)\nmse(x == squared)\nother(squared=1)\n';
  expect(callsWith(parsePython(text), 'mse', 'squared')).toEqual([{ line: 1, column: 5 }]);
});
