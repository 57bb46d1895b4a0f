import { expect, it } from 'vitest';
import { specOf, typedSpec } from './package-spec';

it.each([
  [null, 'scikit-learn'],
  ['scikit-learn', 'scikit-learn'],
  ['scikit-learn<1.6', 'scikit-learn<1.6'],
  ['scikit-learn >= 1.4, != 1.5.0', 'scikit-learn>=1.4,!=1.5.0'],
  ['scikit-learn[tests]~=1.4', 'scikit-learn[tests]~=1.4'],
  ['scikit-learn --pre', 'scikit-learn'],
  ['scikit-learn @ https://example.com/a.whl', 'scikit-learn'],
])('of a requirement %s installs %s', (required, installed) => {
  expect(specOf({ name: 'scikit-learn', required })).toBe(installed);
});

it('is quoted where a shell would take it for something else', () => {
  expect(typedSpec({ name: 'pandas', required: 'pandas==2.2.3' })).toBe('pandas==2.2.3');
  expect(typedSpec({ name: 'pandas', required: 'pandas<3' })).toBe('"pandas<3"');
});
