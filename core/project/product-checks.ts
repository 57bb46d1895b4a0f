import type { Problem } from '../protocol/problem';
import { whyUnread, type DataProduct, type DataProductsReading } from './data-products';
import { nearest } from './suggest';
import type { Pipeline, PipelineReading } from './types';

/** Blocks of a pipeline that read a product which the registry of the same project does not have. */
export function productUseProblems(pipeline: Pipeline, registry: DataProductsReading): Problem[] {
  const { products } = registry;
  const known = products.map(({ uuid }) => uuid);
  return pipeline.blocks.flatMap(({ uuid, product, position }): Problem[] => {
    if (product === null || known.includes(product.uuid) || whyUnread(registry, product.uuid) !== null) return [];
    if (product.project !== null && product.project !== pipeline.project.name) return []; // another registry's
    const meant = nearest(product.uuid, known);
    return [
      {
        code: 'data_product_missing',
        severity: 'error',
        message: `Block ${uuid} reads the data product ${product.uuid}, which is not registered.`,
        remedy: meant === null ? 'Register it in global_data_products.yaml.' : `Did you mean ${meant}?`,
        file: pipeline.file,
        ...position,
      },
    ];
  });
}

/**
 * What a product names that does not exist: its pipeline, or blocks of it. `readings` are those of the product's own project.
 */
export function productProblems(
  product: DataProduct,
  readings: readonly Pick<PipelineReading, 'uuid' | 'pipeline'>[],
): Problem[] {
  const problem = (message: string, wanted: string, known: readonly string[]): Problem => {
    const meant = nearest(wanted, known);
    return {
      code: 'data_product_invalid',
      severity: 'error',
      message: `Data product ${product.uuid} ${message}`,
      remedy: meant === null ? `There is ${known.join(', ') || 'none yet'}.` : `Did you mean ${meant}?`,
      file: product.file,
      ...product.position,
    };
  };
  const reading = readings.find(({ uuid }) => uuid === product.pipeline);
  if (reading === undefined) {
    const known = readings.map(({ uuid }) => uuid);
    return [problem(`is made by pipeline ${product.pipeline}, which does not exist.`, product.pipeline, known)];
  }
  const { pipeline } = reading;
  if (pipeline === null) return []; // told where that pipeline is
  const known = pipeline.blocks.map(({ uuid }) => uuid);
  return [...product.partitions.keys()]
    .filter((block) => !known.includes(block))
    .map((block) => problem(`gives block ${block}, which pipeline ${pipeline.uuid} does not have.`, block, known));
}
