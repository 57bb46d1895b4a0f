import { describe, expect, it } from 'vitest';
import { aBlock, aReading } from '../../core/project/testing';
import { debugRequest } from './debug';

describe('what --debug asks for', () => {
  const reading = aReading([
    aBlock('load', { language: 'python' }),
    aBlock('trips', { language: 'python', type: 'global_data_product' }),
    aBlock('sum'),
  ]);
  const ask = (block: string) => debugRequest('5678', reading, { block, mode: 'only' });

  it('is a debugger of the language of the block', () => {
    expect(ask('load')).toMatchObject({ language: 'python', port: 5678 });
  });

  it('is refused for SQL, and for a data product, which has no code', () => {
    expect(() => ask('sum')).toThrow('Block sum is in sql, which nothing steps through.');
    expect(() => ask('trips')).toThrow('Block trips gives a data product and has no code of its own.');
  });
});
