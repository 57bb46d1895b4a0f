import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo, storedText } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import { previewOf } from '../data/preview';
import { locateOutput, readBlockOutputs } from '../store/outputs';

const block = (uuid: string, body: string, upstream: readonly string[] = []): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'typescript',
  upstream,
  source: `import { custom, html, image, matrix, outputs, table } from 'eider';\nexport default custom(${body});\n`,
});
/** The smallest picture: one transparent dot. */
const gif = 'R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>';

describe('a TypeScript block', () => {
  it('gives matrices with their shape, pictures and pages, and the next block receives them', async () => {
    const root = await tempProject([
      block(
        'gives',
        `() => outputs({
          grid: matrix(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
          cube: { kind: 'dense', shape: [1, 2, 2], data: BigInt64Array.of(1n, 2n, 3n, 4n) },
          dot: image(Buffer.from('${gif}', 'base64')),
          drawing: image('${svg}'),
          page: html('<h1>Report</h1>'),
        })`,
      ),
      block(
        'takes',
        `([grid, cube, dot, drawing, page]) => [{
          grid: [grid.shape, grid.data.constructor.name, [...grid.data]], cube: [cube.shape, String(cube.data)],
          dot: [dot.format, dot.bytes.length], drawing: new TextDecoder().decode(drawing.bytes), page,
        }]`,
        ['gives'],
      ),
    ]);
    expect((await runDemo(root)).finished.status).toBe('completed');
    const stored = await readBlockOutputs(root, 'demo', 'gives');
    expect(
      stored?.manifest.outputs.map(({ name, kind, file, rows, columns }) => [name, kind, file, rows, columns]),
    ).toEqual([
      ['grid', 'array', 'output_0.npy', 2, 3],
      ['cube', 'array', 'output_1.npy', 1, 4],
      ['dot', 'image', 'output_2.gif', null, null],
      ['drawing', 'image', 'output_3.svg', null, null],
      ['page', 'html', 'output_4.html', null, null],
    ]);
    expect(await readFile(path.join(stored?.folder ?? '', 'output_2.gif'), 'base64')).toBe(gif);
    expect(JSON.parse(await storedText(root, 'takes'))).toEqual({
      grid: [[2, 3], 'Float32Array', [1, 2, 3, 4, 5, 6]],
      cube: [[1, 2, 2], '1,2,3,4'],
      dot: ['gif', 37],
      drawing: svg,
      page: '<h1>Report</h1>',
    });
  });

  it('gives plain data as such, whatever its fields are called', async () => {
    const page = { kind: 'html', text: 'hello', url: 'https://example.org', score: 3 };
    const root = await tempProject([block('gives', `() => [${JSON.stringify(page)}]`)]);
    await runDemo(root);
    expect(JSON.parse(await storedText(root, 'gives'))).toEqual(page);
  });

  it('has its pictures shown as they are, and its matrices row by row', async () => {
    const root = await tempProject([
      block('gives', `() => [image(Buffer.from('${gif}', 'base64')), matrix(Int8Array.of(1, 2, 3, 4), [2, 2])]`),
    ]);
    await runDemo(root);
    const preview = async (index: number) => previewOf(await locateOutput(root, 'demo', 'gives', null, index));
    expect(await preview(0)).toMatchObject({ image: `data:image/gif;base64,${gif}` });
    expect(await preview(1)).toMatchObject({ text: 'Array of i1, shape (2 × 2)\n\n[1, 2]\n[3, 4]' });
  });

  it.each([
    [
      '() => matrix(Float64Array.of(1, 2, 3), [2, 2])',
      'matrix_invalid',
      'An array of 3 numbers does not have the shape (2, 2).',
    ],
    ["() => [{ kind: 'dense', shape: [9], data: Float64Array.of(1) }]", 'matrix_invalid', 'shape (9)'],
    ["() => image('hello')", 'image_unknown', 'none of the known formats'],
    [
      '() => [{ weights: matrix(Float64Array.of(1), [1]) }]',
      'output_not_storable',
      'weights is a matrix inside a plain object',
    ],
    ['() => table([{ a: 1 }, { a: () => 1 }])', 'output_not_storable', 'column a of row 1: it is or holds a function'],
    ['() => table([{ a: new Map() }])', 'output_not_storable', 'it is or holds a Map'],
    ['() => { const a = {}; a.a = a; return table([{ a }]); }', 'output_not_storable', 'itself, in a circle'],
    ['() => table([{ a: /x/ }])', 'output_not_storable', 'it is or holds a RegExp'],
    ['() => table([{ a: { n: 5n } }])', 'output_not_storable', 'a bigint inside an object or a list'],
    ['() => table([{ a: 5n ** 40n }])', 'output_not_storable', 'it is too large for 64 bits'],
  ])('cannot give what does not fit: %s', async (body, code, words) => {
    const run = await runDemo(await tempProject([block('gives', body)]));
    expect(run.block('gives')).toMatchObject({
      status: 'failed',
      failure: { code, message: expect.stringContaining(words) as string, line: expect.any(Number) as number },
    });
  });
});
