import path from 'node:path';
import type { Pair } from 'yaml';
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
  /** The same as the registry has it, whatever the block that reads it asks for. */
  readonly registered: ReadonlyMap<string, number>;
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
  /** By name, what is wrong with entries that could not be read. */
  readonly unread: ReadonlyMap<string, Problem>;
  readonly problems: readonly Problem[];
}

/** Reads a project's `global_data_products.yaml`; none when there is no such file. Never throws for what it holds. */
export async function readDataProducts(project: Project): Promise<DataProductsReading> {
  const file = path.join(project.root, 'global_data_products.yaml');
  const { root, problems } = await openYamlFile(file, {
    owner: 'The registry of data products',
    of: 'names and products',
    remedy: 'Begin each with its name and a colon, and write its fields below, further to the right.',
  });
  const unread = new Map<string, Problem>();
  if (root === null) return { file, products: [], unread, problems };
  const products = await Promise.all(
    root.node.items.map((pair) => {
      const report = (problem: Problem) => {
        root.report(problem);
        if (problem.severity === 'error') unread.set(String(pair.key), problem);
      };
      return readProduct({ ...root, report }, pair, project);
    }),
  );
  const read = products.filter((product) => product !== null);
  for (const { uuid } of read) unread.delete(uuid); // those tell of their problems themselves
  return { file, products: read, unread, problems };
}

/** Why a registry does not have a product: its entry, or the whole file, cannot be read. Null when it has no such entry. */
export function whyUnread({ products, unread, problems }: DataProductsReading, uuid: string): Problem | null {
  const isWhole = products.length === 0 && unread.size === 0;
  return unread.get(uuid) ?? (isWhole ? problems.find(({ severity }) => severity === 'error') : undefined) ?? null;
}

async function readProduct(registry: FieldOwner, pair: Pair, project: Project): Promise<DataProduct | null> {
  const { source } = registry;
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
  const name = textField(own, 'project');
  const { outdatedAfter, startingAt, partitions } = readFreshness(own);
  const named = name === null ? null : await findNamedProject(project, name.text);
  if (name !== null && named === null) {
    registry.report({
      code: 'project_unknown',
      severity: 'warning',
      message: `Data product ${uuid} names the project ${name.text}, which settings.yaml does not list; this project is taken.`,
      remedy: 'Correct the name, or remove the line.',
      file: source.file,
      ...name.position,
    });
  }
  return {
    uuid,
    project: named ?? project,
    pipeline,
    outdatedAfter,
    startingAt: startingAt ?? {},
    partitions: partitions ?? new Map(),
    registered: partitions ?? new Map(),
    file: source.file,
    position: positionAt(registry.source, offsetOf(pair.key)),
    problem: wrong[0] ?? null,
  };
}

/** The name of the trigger that a product's own runs carry: only those count as making it. */
export function productTrigger(uuid: string): string {
  return `data product ${uuid}`;
}
