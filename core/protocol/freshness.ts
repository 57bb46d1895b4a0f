import * as v from 'valibot';
import { problemSchema } from './problem';

/** What `eider status --json` and `eider products --json` print, for those who read it. Times are ISO 8601. */

/** Whether the stored outputs of a block are still what it would give. */
export const blockFreshnessSchema = v.object({
  uuid: v.string(),
  /** When what it gives was made; null when it has nothing to give. */
  madeAt: v.nullable(v.string()),
  /** Whether it would run again. */
  stale: v.boolean(),
  /** Why it is stale, each to stand after the block's name; empty when it is up to date. */
  reasons: v.array(v.string()),
});
export type BlockFreshness = v.InferOutput<typeof blockFreshnessSchema>;

export const statusReportSchema = v.object({
  pipelines: v.array(v.object({ pipeline: v.string(), blocks: v.array(blockFreshnessSchema) })),
});
export type StatusReport = v.InferOutput<typeof statusReportSchema>;

/** A block of type `global_data_product` that reads a product. Its own configuration goes over the registry. */
export const productReaderSchema = v.object({
  pipeline: v.string(),
  block: v.string(),
  /** Whether the product is made again when this block runs. */
  outdated: v.boolean(),
  reason: v.string(),
});
export type ProductReader = v.InferOutput<typeof productReaderSchema>;

export const productReportSchema = v.object({
  uuid: v.string(),
  /** The pipeline that makes it. */
  pipeline: v.string(),
  /** Whether it is made again when it is next read. */
  outdated: v.boolean(),
  /** Why it is outdated or not, to stand after its name. */
  reason: v.string(),
  /** Its newest run that counts, and when that ended; null when it was never made. */
  run: v.nullable(v.string()),
  madeAt: v.nullable(v.string()),
  /** The blocks that it gives, of how many of its newest runs each (0: of all), and how many of those are stored. */
  blocks: v.array(v.object({ uuid: v.string(), partitions: v.number(), stored: v.number() })),
  readers: v.array(productReaderSchema),
  /** Where it stands in the registry, from 1. */
  line: v.number(),
  column: v.number(),
});
export type ProductReport = v.InferOutput<typeof productReportSchema>;

export const productsReportSchema = v.object({
  /** Absolute path of the registry, which may not exist. */
  file: v.string(),
  products: v.array(productReportSchema),
  /** What is wrong with the registry. */
  problems: v.array(problemSchema),
});
export type ProductsReport = v.InferOutput<typeof productsReportSchema>;
