import type { DataProductsReading } from '../../core/project/data-products';
import type { Project } from '../../core/project/types';
import type { ProductReader, ProductReport } from '../../core/protocol/freshness';
import type { Problem } from '../../core/protocol/problem';
import { keyOf } from '../target';

/** The elements of the tree Data Products; commands take them as their targets. */
export interface ProductNode {
  readonly kind: 'product';
  readonly id: string;
  /** The project whose registry has it. */
  readonly registry: string;
  /** The project of its pipeline. */
  readonly project: string;
  /** Of several projects with products, the name of its own; else empty. */
  readonly projectName: string;
  readonly product: string;
  /** The pipeline that makes it. */
  readonly pipeline: string;
  readonly partitions: ReadonlyMap<string, number>;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
export interface GivenNode {
  readonly kind: 'given';
  readonly id: string;
  readonly project: string;
  readonly pipeline: string;
  readonly block: string;
  /** Of how many runs the product gives its outputs; 0 for all. */
  readonly partitions: number;
  /** How many of those are stored; null when that is not known. */
  readonly stored: number | null;
}
export interface ReaderNode {
  readonly kind: 'reader';
  readonly id: string;
  readonly project: string;
  readonly pipeline: string;
  readonly block: string;
  readonly reader: ProductReader;
  /** Whether its own rule decides otherwise than the registry's. */
  readonly differs: boolean;
}
interface NoteNode {
  readonly kind: 'note';
  readonly id: string;
  readonly text: string;
}
interface ProblemNode {
  readonly kind: 'problem';
  readonly id: string;
  readonly problem: Problem;
}
export type ProductsNode = ProductNode | GivenNode | ReaderNode | NoteNode | ProblemNode;

/** The products of the projects, those of each in the order of its registry, after what is wrong with it. */
export function productNodes(
  readings: readonly {
    readonly project: Project;
    readonly reading: Pick<DataProductsReading, 'file' | 'products' | 'problems'>;
  }[],
): (ProductNode | ProblemNode)[] {
  const several = readings.filter(({ reading }) => reading.products.length > 0).length > 1;
  return readings.flatMap(({ project: { root, name }, reading: { file, products, problems } }) => [
    ...problems.map((problem, index): ProblemNode => ({
      kind: 'problem',
      id: keyOf(root, '', String(index)),
      problem: { file, ...problem },
    })),
    ...products.map(({ uuid, project, pipeline, partitions, position }): ProductNode => ({
      kind: 'product',
      id: keyOf(root, uuid),
      registry: root,
      project: project.root,
      projectName: several ? name : '',
      product: uuid,
      pipeline,
      partitions,
      file,
      ...position,
    })),
  ]);
}

/** What a product unfolds to: the blocks it gives, then the blocks that read it, as far as those are known. */
export function productChildren(node: ProductNode, report: ProductReport | undefined): ProductsNode[] {
  const { id, registry, project, pipeline } = node;
  const given = [...node.partitions].map(([block, partitions]): GivenNode => ({
    kind: 'given',
    id: keyOf(id, 'given', block),
    project,
    pipeline,
    block,
    partitions,
    stored: report?.blocks.find(({ uuid }) => uuid === block)?.stored ?? null,
  }));
  const readers = (report?.readers ?? []).map((reader): ReaderNode => ({
    kind: 'reader',
    id: keyOf(id, 'reader', reader.pipeline, reader.block),
    project: registry,
    pipeline: reader.pipeline,
    block: reader.block,
    reader,
    differs: reader.outdated !== report?.outdated,
  }));
  const notes = [
    ...(given.length === 0 ? ['Gives no blocks yet: name some under its settings'] : []),
    ...(report?.readers.length === 0 ? ['No block reads it yet'] : []),
  ].map((text): NoteNode => ({ kind: 'note', id: keyOf(id, 'note', text), text }));
  return [...given, ...readers, ...notes];
}
