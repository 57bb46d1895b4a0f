import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { typescriptConfig } from '../../core/project/typescript-config';

it('the sample has the tsconfig.json that new projects get', () => {
  const file = path.resolve(__dirname, '../../samples/green-taxi/tsconfig.json');
  expect(readFileSync(file, 'utf8')).toBe(typescriptConfig);
});
