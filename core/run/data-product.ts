import path from 'node:path';
import { EiderError, isAbort } from '../errors';
import type { ProductUse } from '../project/data-product-types';
import { productTrigger, readDataProducts, whyUnread, type DataProduct } from '../project/data-products';
import { findNamedProject } from '../project/find-project';
import { productProblems } from '../project/product-checks';
import { readPipeline } from '../project/read-pipeline';
import type { Block, Pipeline } from '../project/types';
import { runRequest, type RunRequest } from '../protocol/runner';
import type { RunFinished } from '../protocol/run-events';
import type { RunState } from '../protocol/run-state';
import { withLock } from '../store/lock';
import { readBlockOutputs } from '../store/outputs';
import { blockRunFolder, flatUuid } from '../store/paths';
import { listRuns, readRun } from '../store/runs';
import { givenOf, type GivenProduct } from './block-value';
import { contentOf } from './fingerprint';
import { setKept } from './pins';
import type { RunOptions } from './run-options';
import { productFreshness, type ProductFreshness } from './product-freshness';

/** Runs other pipelines in this process, inside a run. */
export interface InnerRuns {
  /** Throws `data_product_cycle` for a product that is made by a pipeline that waits for it. */
  refuseCycle(product: DataProduct): void;
  /** `whileWaiting` ends the waiting for other runs of that pipeline. */
  run(request: RunRequest, options: Pick<RunOptions, 'signal' | 'whileWaiting' | 'onWaiting'>): Promise<RunFinished>;
  /** Told of folders of outputs that the run reads from now on, so that they stay. */
  reading(folders: readonly string[]): Promise<void>;
}

/** What is known of a data product: how it is defined where it is used, and its run that counts. */
export interface ProductState {
  readonly product: DataProduct;
  /** Its own runs that completed and whose outputs are still there, newest first. */
  readonly runs: readonly RunState[];
  readonly freshness: ProductFreshness;
}

/** The product that a block of type `global_data_product` reads, with what the block's own configuration says over it. */
export async function productOf(pipeline: Pick<Pipeline, 'project' | 'file'>, block: Block): Promise<DataProduct> {
  const { project, file: pipelineFile } = pipeline;
  const { product: use } = block;
  if (use === null) {
    throw new EiderError({
      code: 'data_product_missing',
      message: `Block ${block.uuid} does not say which data product it reads.`,
      remedy: 'Name it under configuration: global_data_product: { uuid: … }.',
      file: pipelineFile,
      ...block.position,
    });
  }
  const named = use.project === null ? null : await findNamedProject(project, use.project);
  const registry = await readDataProducts(named ?? project);
  const { products } = registry;
  const registered = products.find((product) => product.uuid === use.uuid);
  if (registered === undefined) {
    const broken = whyUnread(registry, use.uuid);
    if (broken !== null) throw new EiderError(broken);
    const known = products.map((product) => product.uuid).join(', ');
    const where =
      use.project === null ? '' : named === null ? `; there is no project ${use.project} either` : ` in ${named.name}`;
    throw new EiderError({
      code: 'data_product_missing',
      message: `Block ${block.uuid} reads the data product ${use.uuid}, which is not registered${where}.`,
      remedy: `Register it in global_data_products.yaml${known === '' ? '' : `, or read one of ${known}`}.`,
      file: pipelineFile,
      ...block.position,
    });
  }
  if (registered.problem !== null) throw new EiderError(registered.problem);
  return productFor(registered, use);
}

/** A registered product as a block asks for it: what the block names goes over the registry. */
export function productFor(registered: DataProduct, use: ProductUse): DataProduct {
  return {
    ...registered,
    outdatedAfter: use.outdatedAfter ?? registered.outdatedAfter,
    startingAt: use.startingAt ?? registered.startingAt,
    partitions: use.partitions ?? registered.partitions,
  };
}

/** Looks at a product's runs: whether it has to be made again at this moment, and why. */
export async function lookAtProduct(product: DataProduct, now = new Date()): Promise<ProductState> {
  const runs = await productRuns(product);
  const last = runs[0] === undefined ? null : new Date(runs[0].startedAt);
  return { product, runs, freshness: productFreshness(last, now, product.outdatedAfter, product.startingAt) };
}

/**
 * Makes a product unless it is up to date, and gives what it holds. Of several that ask for it at the same time, in this
 * process or in others, one makes it and the others wait for it. `note` is told what was decided and why. Throws
 * `data_product_failed` when its pipeline does not complete, and what `planRun` throws.
 */
export async function getProduct(
  product: DataProduct,
  inner: InnerRuns,
  note: (text: string) => void,
  signals: { readonly signal: AbortSignal; readonly whileWaiting: AbortSignal },
): Promise<GivenProduct['products']> {
  const { signal, whileWaiting } = signals;
  // before waiting for a lock that this very run may hold, or one that waits for it
  inner.refuseCycle(product);
  await checkProduct(product);
  const onWaiting = (reason: string) => note(`Waiting: ${reason}\n`);
  const runs = await alone(product, whileWaiting, onWaiting, async () => {
    const { runs: known, freshness } = await lookAtProduct(product);
    note(`Data product ${product.uuid} ${freshness.reason}${freshness.outdated ? '; making it' : ''}\n`);
    if (!freshness.outdated) return known;
    const finished = await inner.run(productRequest(product), { ...signals, onWaiting });
    if (finished.status === 'cancelled') signal.throwIfAborted();
    if (finished.status === 'completed') return keepMade(product);
    throw new EiderError({
      ...finished.failure,
      code: 'data_product_failed',
      message: `Data product ${product.uuid}: ${finished.failure?.message ?? `the run of its pipeline ${product.pipeline} ${finished.status === 'failed' ? 'has failed' : 'was cancelled'}.`}`,
      remedy: `See what went wrong with: eider runs ${product.pipeline}.`,
    });
  }).catch((error: unknown) => {
    if (isAbort(error) || whileWaiting.aborted) throw new DOMException('The run was cancelled.', 'AbortError');
    throw error;
  });
  const products = await productOutputs(product, runs);
  await inner.reading(outputFolders(products));
  return products;
}

/** The folders that the outputs of a product lie in. */
export function outputFolders(products: GivenProduct['products']): string[] {
  return [...new Set(products.flatMap(({ outputs }) => outputs.map(({ file }) => path.dirname(file))))];
}

/** The run that makes a product. */
export function productRequest(product: DataProduct): RunRequest {
  return runRequest({
    project: product.project.root,
    pipeline: product.pipeline,
    origin: 'trigger',
    trigger: productTrigger(product.uuid),
  });
}

/** Does what makes a product while nobody else does, in this process or in others. */
export function alone<Result>(
  product: DataProduct,
  signal: AbortSignal,
  onWaiting: ((reason: string) => void) | undefined,
  make: () => Promise<Result>,
): Promise<Result> {
  const tell = () => onWaiting?.(`Data product ${product.uuid} is being made already.`);
  return withLock(product.project.root, `product-${flatUuid(product.uuid)}`, signal, make, tell);
}

/** Keeps what a product gives after it was made. Gives its runs that count, newest first. */
export async function keepMade(product: DataProduct): Promise<RunState[]> {
  const runs = await productRuns(product);
  await keepOutputs(product, runs);
  return runs;
}

/** Keeps as many of the product's outputs as it gives; those of other runs of its pipeline come and go beside them. */
async function keepOutputs(product: DataProduct, runs: readonly RunState[]): Promise<void> {
  const { project, pipeline, partitions, registered } = product;
  for (const block of new Set([...partitions.keys(), ...registered.keys()])) {
    // one that asks for less than the registry promises takes nothing away from others
    const counts = [partitions.get(block), registered.get(block)].filter((count) => count !== undefined);
    const kept = counts.includes(0) ? runs.length : Math.max(...counts);
    for (const [index, { run }] of runs.entries()) {
      await setKept(blockRunFolder(project.root, pipeline, block, run), index < kept);
    }
  }
}

/**
 * Throws `data_product_cycle` when making a product would need the product itself, through whatever others, and
 * `data_product_invalid` when it gives blocks that its pipeline does not have. `done` are products that were looked at.
 */
async function checkProduct(
  product: DataProduct,
  trail: readonly DataProduct[] = [product],
  done = new Set<string>(),
): Promise<void> {
  const reading = await readPipeline(product.project, product.pipeline);
  const isMissing = reading.problems.some(({ code }) => code === 'pipeline_missing');
  const [wrong] = productProblems(product, isMissing ? [] : [reading]);
  if (wrong !== undefined) throw new EiderError(wrong);
  const { pipeline } = reading;
  if (pipeline === null) return; // its run says what is wrong
  for (const block of pipeline.blocks.filter(({ type }) => type === 'global_data_product')) {
    const next = await productOf(pipeline, block).catch(() => null); // and so it does here
    if (next === null) continue;
    if (trail.some((one) => keyOf(one) === keyOf(next))) {
      const names = [...trail, next].map(({ uuid }) => uuid);
      throw new EiderError({
        code: 'data_product_cycle',
        message: `Data products need each other in a circle: ${names.join(' → ')}.`,
        remedy: `Take the block ${block.uuid} out of pipeline ${product.pipeline}, or another that closes the circle.`,
        file: pipeline.file,
        ...block.position,
      });
    }
    if (!done.has(keyOf(next))) await checkProduct(next, [...trail, next], done);
  }
  done.add(keyOf(product));
}

function keyOf({ uuid, project }: DataProduct): string {
  return JSON.stringify([project.root, uuid]);
}

/** Of each block that the product gives, the outputs of its newest runs in one list, the newest first. */
export async function productOutputs(
  { project, pipeline, partitions }: DataProduct,
  runs: readonly RunState[],
): Promise<GivenProduct['products']> {
  return Promise.all(
    [...partitions].map(async ([block, count]) => {
      const wanted = count === 0 ? runs : runs.slice(0, count);
      const lists = await Promise.all(
        wanted.map(async ({ run }) => {
          const stored = await readBlockOutputs(project.root, pipeline, block, run);
          if (stored === null) return [];
          const value = await givenOf(stored.folder, stored.manifest);
          if (value.kind === 'product') return [];
          return value.kind === 'outputs' ? value.outputs : value.children.flatMap(({ outputs }) => outputs);
        }),
      );
      return { kind: 'outputs', block, outputs: lists.flat() } as const;
    }),
  );
}

/** What a block below a product's block receives. */
export function givenProduct(block: Block, products: GivenProduct['products']): GivenProduct {
  const files = products.map((one) => [one.block, one.outputs.map(({ file }) => file)]);
  return { kind: 'product', block: block.uuid, products, content: contentOf(files) }; // a stored file never changes
}

/** The product's own runs that completed and whose outputs are still there, newest first. */
export async function productRuns(product: DataProduct): Promise<RunState[]> {
  const { project } = product;
  const states: RunState[] = [];
  for (const entry of await listRuns(project.root, product.pipeline)) {
    const state = await readRun(project.root, entry);
    if (state?.status !== 'completed' || state.trigger !== productTrigger(product.uuid)) continue;
    const blocks = [...product.partitions.keys()];
    const stored = await Promise.all(
      blocks.map((block) => readBlockOutputs(project.root, product.pipeline, block, entry.run)),
    );
    // a block that is not in the pipeline gives nothing, then or now
    const planned = (block: string) => state.blocks.some(({ plan }) => plan.uuid === block);
    if (blocks.every((block, at) => stored[at] !== null || !planned(block))) states.push(state);
  }
  return states;
}
