import { expect, it } from 'vitest';
import { blocksText, placeText } from './texts';

it.each([
  ['/work/shop', '/work/shop/custom/a.py', 'custom/a.py:3'],
  ['/work/shop', '/work/shop2/custom/a.py', '/work/shop2/custom/a.py:3'],
  ['/', '/shop/a.py', 'shop/a.py:3'],
  ['C:\\shop', 'C:\\shop\\custom\\a.py', 'custom\\a.py:3'],
])('in %s shows %s as %s', (folder, file, text) => {
  expect(placeText(folder, { file, line: 3 })).toBe(text);
});

it('names blocks by nouns', () => {
  const blocks = [
    { type: 'transformer', language: 'r', count: 2 },
    { type: 'dbt', language: 'sql', count: 1 },
    { type: 'markdown', language: 'markdown', count: 2 },
  ];
  expect(blocksText(blocks)).toBe('2 transformers in R, 1 dbt block in SQL, 2 Markdown blocks');
});
