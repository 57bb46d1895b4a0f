import { readDataProducts, type DataProduct } from '../project/data-products';
import { readPipelines } from '../project/list-pipelines';
import type { Pipeline, Project } from '../project/types';
import type { ProductReader, ProductReport, ProductsReport } from '../protocol/freshness';
import { lookAtProduct, productFor } from './data-product';

/**
 * Looks at every registered data product of a project: whether it is up to date and why, what it gives, and which blocks
 * of all the pipelines read it. Nothing is executed.
 */
export async function lookAtProducts(project: Project, now = new Date()): Promise<ProductsReport> {
  const [{ file, products, problems }, readings] = await Promise.all([
    readDataProducts(project),
    readPipelines(project),
  ]);
  const pipelines = readings.flatMap(({ pipeline }) => pipeline ?? []);
  const reports: ProductReport[] = [];
  for (const product of products) reports.push(await reportOf(product, pipelines, now));
  return { file, products: reports, problems: [...problems] };
}

async function reportOf(product: DataProduct, pipelines: readonly Pipeline[], now: Date): Promise<ProductReport> {
  const { runs, freshness } = await lookAtProduct(product, now);
  const [newest] = runs;
  return {
    uuid: product.uuid,
    pipeline: product.pipeline,
    ...freshness,
    run: newest?.run ?? null,
    madeAt: newest?.finishedAt ?? null,
    blocks: [...product.partitions].map(([uuid, partitions]) => ({
      uuid,
      partitions,
      stored: partitions === 0 ? runs.length : Math.min(partitions, runs.length),
    })),
    readers: await blocksThatRead(product, pipelines, now),
    ...product.position,
  };
}

async function blocksThatRead(
  product: DataProduct,
  pipelines: readonly Pipeline[],
  now: Date,
): Promise<ProductReader[]> {
  const readers: ProductReader[] = [];
  for (const pipeline of pipelines) {
    for (const block of pipeline.blocks) {
      const use = block.product;
      if (use?.uuid !== product.uuid || (use.project !== null && use.project !== product.project.name)) continue;
      const { freshness } = await lookAtProduct(productFor(product, use), now);
      readers.push({ pipeline: pipeline.uuid, block: block.uuid, ...freshness });
    }
  }
  return readers;
}
