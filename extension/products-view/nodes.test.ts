import { describe, expect, it } from 'vitest';
import { projectAt } from '../../core/project/find-project';
import type { ProductReport } from '../../core/protocol/freshness';
import { givenLook, productLook, productReason, readerLook } from './labels';
import { productChildren, productNodes, type ProductsNode } from './nodes';

const now = new Date(2024, 0, 31, 12);
const made = new Date(2024, 0, 31, 10, 5).toISOString();
const product = {
  uuid: 'training_set',
  project: projectAt('/taxi'),
  pipeline: 'prepare',
  outdatedAfter: null,
  startingAt: {},
  partitions: new Map([['rides', 2]]),
  registered: new Map([['rides', 2]]),
  file: '/taxi/global_data_products.yaml',
  position: { line: 4, column: 1 },
  problem: null,
};
const problem = { code: 'data_product_invalid', severity: 'error', message: 'Bad.', line: 9 } as const;
const reading = { file: '/taxi/global_data_products.yaml', products: [product], problems: [problem] };
const report: ProductReport = {
  uuid: 'training_set',
  pipeline: 'prepare',
  outdated: false,
  reason: `was made at ${made} and is never outdated`,
  run: '20240131-1',
  madeAt: made,
  blocks: [{ uuid: 'rides', partitions: 2, stored: 1 }],
  readers: [
    { pipeline: 'train', block: 'set', outdated: false, reason: `was made at ${made} and is never outdated` },
    { pipeline: 'hourly', block: 'now', outdated: true, reason: `was made at ${made} and is outdated since ${made}` },
  ],
  line: 4,
  column: 1,
};

function nodesOf(...projects: string[]) {
  return productNodes(projects.map((root) => ({ project: projectAt(root), reading })));
}
function theProduct() {
  const node = nodesOf('/taxi').find((one) => one.kind === 'product');
  if (node === undefined) throw new Error('no product');
  return node;
}
const look = (node: ProductsNode) =>
  node.kind === 'given' ? givenLook(node) : node.kind === 'reader' ? readerLook(node, now) : null;

describe('the data products of a workspace', () => {
  it('stand under what is wrong with their registry, and lead to their place in it', () => {
    expect(nodesOf('/taxi')).toMatchObject([
      { kind: 'problem', problem: { ...problem, file: reading.file } },
      { kind: 'product', product: 'training_set', pipeline: 'prepare', file: reading.file, line: 4 },
    ]);
  });

  it('name their project where there are several', () => {
    const projects = nodesOf('/a/taxi', '/a/bikes').flatMap((node) =>
      node.kind === 'product' ? [node.projectName] : [],
    );
    expect(projects).toEqual(['taxi', 'bikes']);
    expect(theProduct().projectName).toBe('');
  });
});

describe('a data product', () => {
  it('says whether it is up to date and when it was made, and why in its tooltip', () => {
    const fresh = productLook(theProduct(), report, false, now);
    expect(fresh).toMatchObject({
      description: 'up to date · made 10:05:00 · from prepare',
      color: 'testing.iconPassed',
      contextValue: 'product',
    });
    expect(productReason(report, now)).toBe('Up to date: it was made at 10:05:00 and is never outdated.');
    const never = { ...report, outdated: true, reason: 'has never been made', madeAt: null, run: null };
    expect(productLook(theProduct(), never, false, now).description).toBe('outdated · never made · from prepare');
    expect(productReason(never, now)).toBe('Outdated: it has never been made.');
  });

  it('says nothing of its freshness before that is known, and that it is being made while it is', () => {
    expect(productLook(theProduct(), undefined, false, now)).toMatchObject({
      description: 'from prepare',
      color: null,
    });
    expect(productLook(theProduct(), report, true, now)).toMatchObject({
      description: 'being made · from prepare',
      icon: 'loading~spin',
      contextValue: 'product.running',
    });
  });

  it('unfolds to the blocks it gives and those that read it, each by its own rule', () => {
    const children = productChildren(theProduct(), report);
    expect(children.map((node) => [node.kind, look(node)?.label, look(node)?.description])).toEqual([
      ['given', 'rides', 'gives · newest 2 runs · 1 so far'],
      ['reader', 'set', 'read in train'],
      ['reader', 'now', 'read in hourly · outdated by its own rule'],
    ]);
  });

  it('says so when it gives nothing, and when nobody reads it', () => {
    const empty = { ...theProduct(), partitions: new Map<string, number>() };
    const texts = productChildren(empty, { ...report, readers: [] }).map((node) => node.kind === 'note' && node.text);
    expect(texts).toEqual(['Gives no blocks yet: name some under its settings', 'No block reads it yet']);
    expect(productChildren(theProduct(), undefined).map(({ kind }) => kind)).toEqual(['given']);
  });
});
