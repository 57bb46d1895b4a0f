import { describe, expect, it } from 'vitest';
import { EiderError } from '../../core/errors';
import { parseVariables } from './variables';

describe('--var', () => {
  it('reads values as YAML', () => {
    const pairs = [
      'n=3',
      'when=2024-02-01',
      'list=[a, 2]',
      'path=C:\\data',
      'url=http://x?a=b',
      'flag=true',
      'none=',
      "text='3'",
    ];
    expect(parseVariables(pairs)).toEqual({
      n: 3,
      when: '2024-02-01',
      list: ['a', 2],
      path: 'C:\\data',
      url: 'http://x?a=b',
      flag: true,
      none: null,
      text: '3',
    });
  });

  it('takes the later of two values of a name', () => {
    expect(parseVariables(['a=1', 'a=2'])).toEqual({ a: 2 });
  });

  it.each(['no-equals', '=3', 'two words=3', 'a=[1', 'a="'])('refuses %s', (pair) => {
    expect(() => parseVariables([pair])).toThrow(EiderError);
  });
});
