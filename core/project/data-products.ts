import path from 'node:path';
import { isMap, type Pair } from 'yaml';
import type { Problem } from '../protocol/problem';
import type { OutdatedAfter, StartingAt } from './data-product-types';
import { findNamedProject } from './find-project';
import { readFreshness } from './product-use';
import type { Position, Project } from './types';
import { ownerField, textField, type FieldOwner } from './yaml-fields';
import { openYamlFile } from './yaml-file';
import { offsetOf, positionAt, problemAt } from './yaml-source';

/** A registered data product: a pipeline whose outputs other pipelines read, made again when they are outdated. */
export interface DataProduct {
  readonly uuid: string;
  /** The project of its pipeline. */
  readonly project: Project;
  readonly pipeline: string;
  readonly outdatedAfter: OutdatedAfter | null;
  readonly startingAt: StartingAt;
  /** The blocks whose outputs it gives, and of how many of its newest runs each; 0 for all. */
  readonly partitions: ReadonlyMap<string, number>;
  /** Absolute path of its registry, and where it stands there. */
  readonly file: string;
  readonly position: Position;
  /** What is wrong with its entry; it cannot be made then. */
  readonly problem: Problem | null;
}

export interface DataProductsReading {
  /** Absolute path of the registry. */
  readonly file: string;
  readonly products: readonly DataProduct[];
  readonly problems: readonly Problem[];
}

/** Reads a project's `global_data_products.yaml`; none when there is no such file. Never throws for what it holds. */
export async function readDataProducts(project: Project): Promise<DataProductsReading> {
  const file = path.join(project.root, 'global_data_products.yaml');
  const { root, problems } = await openYamlFile(file, 'The registry of data products');
  if (root === null) return { file, products: [], problems };
  if (!isMap(root.node)) {
    root.report(
      problemAt(root.source, offsetOf(root.node), {
        code: 'field_type',
        message: 'The registry of data products is no map of names and products.',
        remedy: 'Begin each with its name and a colon, and write its fields below, further to the right.',
      }),
    );
    return { file, products: [], problems };
  }
  const products = await Promise.all(root.node.items.map((pair) => readProduct(root, pair, project)));
  return { file, products: products.filter((product) => product !== null), problems };
}

async function readProduct(registry: FieldOwner, pair: Pair, project: Project): Promise<DataProduct | null> {
  const uuid = String(pair.key);
  const owner = ownerField(registry, uuid);
  if (owner === null) return null;
  const wrong: Problem[] = [];
  const report = (problem: Problem) => {
    registry.report(problem);
    wrong.push(problem);
  };
  const own: FieldOwner = { ...owner, owner: `Data product ${uuid}`, report };
  const type = textField(own, 'object_type')?.text ?? 'pipeline';
  const pipeline = textField(own, 'object_uuid')?.text ?? null;
  if (type !== 'pipeline' || pipeline === null) {
    registry.report(
      problemAt(registry.source, offsetOf(pair.key), {
        code: 'data_product_invalid',
        message:
          type === 'pipeline'
            ? `Data product ${uuid} does not say which pipeline makes it.`
            : `Data product ${uuid} is a ${type}; only pipelines can be data products.`,
        remedy: 'Give it object_type: pipeline and object_uuid: the uuid of a pipeline.',
      }),
    );
    return null;
  }
  const name = textField(own, 'project')?.text ?? null;
  const { outdatedAfter, startingAt, partitions } = readFreshness(own);
  const { source } = registry;
  return {
    uuid,
    project: (name === null ? null : await findNamedProject(project, name)) ?? project,
    pipeline,
    outdatedAfter,
    startingAt: startingAt ?? {},
    partitions: partitions ?? new Map(),
    file: source.file,
    position: positionAt(registry.source, offsetOf(pair.key)),
    problem: wrong[0] ?? null,
  };
}

/** The name of the trigger that a product's own runs carry: only those count as making it. */
export function productTrigger(uuid: string): string {
  return `data product ${uuid}`;
}
