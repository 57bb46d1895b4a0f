import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { productsReportSchema, statusReportSchema } from '../../core/protocol/freshness';
import { exitCodes } from '../exit-codes';
import { runCommandLine } from '../program';
import { fakeTerminal, makeProject, type TestProject } from '../testing';

const registry = `training_set:
  object_type: pipeline
  object_uuid: make
  outdated_after: {weeks: 1}
  settings: {rows: {partitions: 2}}
`;

let project: TestProject;
beforeAll(async () => {
  project = await makeProject({
    'metadata.yaml': 'project_type: standalone\n',
    'global_data_products.yaml': registry,
    'pipelines/make/metadata.yaml': 'blocks: [{uuid: rows, type: data_loader, language: sql}]\n',
    'pipelines/use/metadata.yaml': `blocks:
  - {uuid: set, type: global_data_product, language: sql, configuration: {global_data_product: {uuid: training_set}}}
  - {uuid: about, type: markdown, language: markdown}
  - {uuid: now, type: global_data_product, language: sql, configuration: {global_data_product: {uuid: training_set, outdated_after: {seconds: 0}}}}
`,
    'data_loaders/rows.sql': 'SELECT 7 AS n\n',
  });
});
afterAll(() => project.remove());

async function eider(...args: string[]) {
  const terminal = fakeTerminal({ cwd: project.root });
  return { code: await runCommandLine(args, terminal), out: terminal.output(), err: terminal.errors() };
}
const report = async () => v.parse(productsReportSchema, JSON.parse((await eider('products', '--json')).out));

describe('eider show', () => {
  it.each([
    ['use/set', 'eider products training_set'],
    ['use/about', 'A block of type markdown never runs.'],
    ['make/rows', 'eider run make --block rows --upstream'],
  ])('says what to do about a block without outputs: %s', async (target, remedy) => {
    const { code, err } = await eider('show', target);
    expect(code).toBe(exitCodes.failed);
    expect(err).toContain(remedy);
  });
});

// in this order: the product is made in between
describe('eider products', () => {
  it('lists a product that was never made, with what it gives and who reads it', async () => {
    const { code, out } = await eider('products');
    expect(code).toBe(exitCodes.done);
    expect(out.split('\n')).toEqual([
      '○ training_set  outdated',
      '  has never been made',
      '  made by  make',
      '  gives    rows (newest 2 runs)',
      '  read by  use/set, use/now',
      '',
    ]);
  });

  it('does not count a run of its pipeline that was not made for it', async () => {
    await eider('run', 'make');
    expect((await report()).products).toMatchObject([{ outdated: true, run: null, reason: 'has never been made' }]);
  });

  it('makes a product as its own run, and says of each reader whether it is made again for it', async () => {
    const { code, out } = await eider('products', 'training_set', '--make', '--json');
    expect(code).toBe(exitCodes.done);
    const [first = ''] = out.split('\n');
    expect(JSON.parse(first)).toMatchObject({ type: 'run_started', pipeline: 'make', origin: 'trigger' });
    const [product] = (await report()).products;
    expect(product).toMatchObject({
      outdated: false,
      reason: expect.stringMatching(/^was made at .* and counts until /) as string,
      run: /"run":"([^"]+)"/.exec(first)?.[1],
      blocks: [{ uuid: 'rows', partitions: 2, stored: 1 }],
      readers: [
        { pipeline: 'use', block: 'set', outdated: false },
        { pipeline: 'use', block: 'now', outdated: true },
      ],
      line: 1,
    });
    expect((await eider('products', 'training_set')).out).toContain('use/set, use/now (outdated by its own rule)');
  });

  it('keeps what the product gives, however often its pipeline runs besides', async () => {
    for (let run = 0; run < 6; run += 1) await eider('run', 'make');
    expect((await report()).products).toMatchObject([{ outdated: false }]);
  });

  it('is in step with eider status, which says the same of the blocks that read it', async () => {
    const status = v.parse(statusReportSchema, JSON.parse((await eider('status', 'use', '--json')).out));
    expect(status.pipelines).toMatchObject([
      {
        blocks: [
          { uuid: 'set', stale: false, madeAt: expect.any(String) as string, reasons: [] },
          { uuid: 'now', stale: true, reasons: [expect.stringContaining('is outdated since') as string] },
        ],
      },
    ]);
  });

  it('tells what is wrong with the registry, with file and line, beside the products that can be read', async () => {
    const file = path.join(project.root, 'global_data_products.yaml');
    await writeFile(file, `${registry}wrong:\n  object_type: block\n`);
    const { code, out } = await eider('products');
    expect(code).toBe(exitCodes.done);
    expect(out).toContain('✔ training_set');
    expect(out).toContain('global_data_products.yaml:6:1  Data product wrong is a block');
    expect((await report()).problems).toMatchObject([{ code: 'data_product_invalid', file, line: 6 }]);
    expect((await eider('products', 'gone')).err).toContain('There is: training_set.');
    await writeFile(file, registry);
  });

  it('says where products are registered when there are none', async () => {
    const own = await makeProject({ 'metadata.yaml': '', 'pipelines/a/metadata.yaml': 'blocks: []\n' });
    try {
      const { out } = await eider('products', '--project', own.root);
      expect(out).toBe(
        `No data products yet: they are registered in ${path.join(own.root, 'global_data_products.yaml')}.\n`,
      );
    } finally {
      await own.remove();
    }
  });

  it.each([
    [['products', 'trainingset'], 'Did you mean training_set?'],
    [['products', '--make'], 'Name the one to make.'],
  ])('calls %j bad usage', async (args, told) => {
    const { code, err } = await eider(...args);
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain(told);
  });
});
