import { describe, expect, it } from 'vitest';
import { EiderError } from '../errors';
import type { InteractionVariable } from './interaction-types';
import { fieldValue, filledVariables } from './interaction-values';

const field = (rest: Partial<InteractionVariable> = {}): InteractionVariable => ({
  key: 'v',
  uuid: 'v',
  name: 'v',
  description: null,
  input: { kind: 'text_field', isNumber: false, options: [] },
  required: false,
  disabled: false,
  types: [],
  position: { line: 1, column: 1 },
  ...rest,
});

function fault(run: () => unknown): string {
  try {
    return `no fault: ${JSON.stringify(run())}`;
  } catch (error) {
    if (!(error instanceof EiderError)) throw error;
    return `${error.problem.message} ${error.problem.remedy ?? ''}`;
  }
}

describe('what is filled in', () => {
  it.each([
    ['boolean', 'Yes', true],
    ['boolean', '0', false],
    ['integer', ' -3 ', -3],
    ['float', '2', 2],
    ['float', '1e-3', 0.001],
    ['string', ' 7 ', ' 7 '],
    ['date', '2024-02-29', '2024-02-29'],
    ['datetime', '2024-02-01 07:30', '2024-02-01 07:30'],
    ['datetime', '2024-02-01T07:30:00.5+01:00', '2024-02-01T07:30:00.5+01:00'],
    ['list', '[1, a]', [1, 'a']],
    ['dictionary', '{"a": 1}', { a: 1 }],
  ] as const)('becomes %s from %j', (type, text, value) => {
    expect(fieldValue(field({ types: [type] }), text)).toEqual(value);
  });

  it.each([
    ['boolean', '2'],
    ['integer', '1.5'],
    ['integer', '90071992547409931'],
    ['float', '0x10'],
    ['float', '1,5'],
    ['date', '2024-02-30'],
    ['datetime', '2024-02-01T25:00'],
    ['list', '{a: 1}'],
    ['dictionary', '[1]'],
    ['dictionary', '{a: '],
  ] as const)('cannot be %s from %j', (type, text) => {
    expect(fault(() => fieldValue(field({ types: [type] }), text))).toContain('v cannot be');
  });

  it('is taken by the first type that it fits', () => {
    const types = ['integer', 'boolean', 'string'] as const;
    expect(['1', 'true', 'x'].map((text) => fieldValue(field({ types }), text))).toEqual([1, true, 'x']);
  });

  it('is an option of a menu, by its label or its value, as the file has it or as the types say', () => {
    const input = { kind: 'dropdown_menu', isNumber: false, options: [{ label: 'The airport', value: '2' }] } as const;
    expect(fieldValue(field({ input }), 'The airport')).toBe('2');
    expect(fieldValue(field({ input, types: ['integer'] }), 'The airport')).toBe(2);
    expect(fault(() => fieldValue(field({ input }), '3'))).toBe('v has no option 3. Give one of The airport.');
  });

  it('has the type of its input when none is named', () => {
    const of = (kind: 'switch' | 'text_field', isNumber: boolean) => field({ input: { kind, isNumber, options: [] } });
    expect(fieldValue(of('switch', false), 'false')).toBe(false);
    expect(fieldValue(of('text_field', true), '1.5')).toBe(1.5);
    expect(fieldValue(of('text_field', false), '1.5')).toBe('1.5');
  });

  it('is left out when it is empty, and asked for when it is required', () => {
    const variables = [field({ types: ['integer'] }), field({ uuid: 'hidden', required: true, disabled: true })];
    expect(filledVariables({ variables }, { v: '' })).toEqual({});
    const required = [field({ name: 'Distance', required: true, types: ['float'] })];
    expect(fault(() => filledVariables({ variables: required }, {}))).toBe(
      'Distance (v) needs a value. Give a number such as 2.5.',
    );
  });
});
