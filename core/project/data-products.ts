import path from 'node:path';
import { isMap } from 'yaml';
import type { Problem } from '../protocol/problem';
import type { Position, Project } from './types';
import { numberField, ownerField, ownersField, textField, type FieldOwner } from './yaml-fields';
import { openYamlFile } from './yaml-file';
import { offsetOf, parseYaml, positionAt } from './yaml-source';

/** How long a product's newest run counts; the parts add up. Null: for ever. */
export type OutdatedAfter = Readonly<Partial<Record<(typeof outdatedUnits)[number], number>>>;
export const outdatedUnits = ['seconds', 'weeks', 'months', 'years'] as const;

/** From when on, in UTC, an outdated product is made again: each given part of the time now is at least this. */
export type StartingAt = Readonly<Partial<Record<(typeof startingParts)[number], number>>>;
export const startingParts = [
  'second_of_minute',
  'minute_of_hour',
  'hour_of_day',
  'day_of_week',
  'day_of_month',
  'day_of_year',
  'week_of_month',
  'week_of_year',
  'month_of_year',
] as const;

/** A registered data product: a pipeline whose outputs other pipelines read, made again when they are outdated. */
export interface DataProduct {
  readonly uuid: string;
  readonly pipeline: string;
  readonly outdatedAfter: OutdatedAfter | null;
  readonly startingAt: StartingAt;
  /** The blocks whose outputs it gives, and of how many of its newest runs each; 0 for all. */
  readonly partitions: ReadonlyMap<string, number>;
  readonly position: Position;
}

export interface DataProductsReading {
  /** Absolute path of the registry. */
  readonly file: string;
  readonly products: readonly DataProduct[];
  readonly problems: readonly Problem[];
}

/** What a block of type `global_data_product` asks for in its configuration; what it names goes over the registry. */
export interface ProductUse {
  readonly uuid: string;
  readonly outdatedAfter: OutdatedAfter | null;
  readonly startingAt: StartingAt | null;
  readonly partitions: ReadonlyMap<string, number> | null;
}

/** Reads a project's `global_data_products.yaml`; none when there is no such file. Never throws for what it holds. */
export async function readDataProducts(project: Project): Promise<DataProductsReading> {
  const file = path.join(project.root, 'global_data_products.yaml');
  const { root, problems } = await openYamlFile(file, 'The registry of data products');
  if (root === null || !isMap(root.node)) return { file, products: [], problems };
  const { source, report } = root;
  const products = root.node.items.flatMap((pair) => {
    const uuid = String(pair.key);
    const owner = ownerField(root, uuid);
    if (owner === null) return [];
    const own: FieldOwner = { ...owner, owner: `Data product ${uuid}` };
    const position = positionAt(source, offsetOf(pair.key));
    const type = textField(own, 'object_type')?.text ?? 'pipeline';
    const pipeline = textField(own, 'object_uuid')?.text ?? null;
    if (type !== 'pipeline' || pipeline === null) {
      report({
        code: 'data_product_invalid',
        severity: 'error',
        message:
          type === 'pipeline'
            ? `Data product ${uuid} does not say which pipeline makes it.`
            : `Data product ${uuid} is a ${type}; only pipelines can be data products.`,
        remedy: 'Give it object_type: pipeline and object_uuid: the uuid of a pipeline.',
        file,
        ...position,
      });
      return [];
    }
    const { outdatedAfter, startingAt, partitions } = readFreshness(own);
    return [
      { uuid, pipeline, outdatedAfter, startingAt: startingAt ?? {}, partitions: partitions ?? new Map(), position },
    ];
  });
  return { file, products, problems };
}

/** `configuration.global_data_product` of a block, from its configuration as plain values. */
export function productUse(configuration: Readonly<Record<string, unknown>>): ProductUse | null {
  const { source } = parseYaml('', JSON.stringify(configuration));
  const node = source.document.contents;
  if (node === null) return null;
  const owner: FieldOwner = { source, node, owner: '', report: () => undefined };
  const own = ownerField(owner, 'global_data_product');
  const uuid = own === null ? undefined : textField(own, 'uuid')?.text;
  return own === null || uuid === undefined ? null : { uuid, ...readFreshness(own) };
}

function readFreshness(own: FieldOwner): Omit<ProductUse, 'uuid'> {
  const after = ownerField(own, 'outdated_after');
  const starting = ownerField(own, 'outdated_starting_at');
  const settings = ownersField(own, 'settings');
  return {
    outdatedAfter: after === null ? null : numbersOf(after, outdatedUnits),
    startingAt: starting === null ? null : numbersOf(starting, startingParts),
    partitions:
      settings.length === 0
        ? null
        : new Map(settings.map(([block, setting]) => [block, numberField(setting, 'partitions') ?? 1])),
  };
}

function numbersOf<Key extends string>(owner: FieldOwner, keys: readonly Key[]): Partial<Record<Key, number>> {
  const found: Partial<Record<Key, number>> = {};
  for (const key of keys) {
    const value = numberField(owner, key);
    if (value !== null) found[key] = value;
  }
  return found;
}
