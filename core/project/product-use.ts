import { outdatedUnits, startingParts, type ProductUse } from './data-product-types';
import {
  countField,
  hasField,
  keysOf,
  numberField,
  ownerField,
  ownersField,
  textField,
  type FieldOwner,
} from './yaml-fields';
import { offsetOf, problemAt } from './yaml-source';

/**
 * `configuration.global_data_product` of a block. Null when it names no product: a warning where the block needs one.
 */
export function readProductUse(block: FieldOwner, needed: boolean): ProductUse | null {
  const configuration = ownerField({ ...block, report: () => undefined }, 'configuration');
  const own =
    configuration === null ? null : ownerField({ ...configuration, report: block.report }, 'global_data_product');
  const uuid = own === null ? null : textField(own, 'uuid');
  if (own !== null && uuid !== null) {
    return { uuid: uuid.text, project: textField(own, 'project')?.text ?? null, ...readFreshness(own) };
  }
  if (needed && (own === null || !hasField(own, 'uuid'))) {
    block.report(
      problemAt(block.source, offsetOf(own?.node ?? block.node), {
        code: 'data_product_missing',
        severity: 'warning', // the others run; this one fails
        message: `${block.owner} does not say which data product it reads.`,
        remedy: 'Name it under configuration: global_data_product: { uuid: … }.',
      }),
    );
  }
  return null;
}

/** How long a product counts, from when on it is made again, and what it gives. */
export function readFreshness(own: FieldOwner): Omit<ProductUse, 'uuid' | 'project'> {
  const after = ownerField(own, 'outdated_after');
  const starting = ownerField(own, 'outdated_starting_at');
  const settings = ownersField(own, 'settings');
  return {
    outdatedAfter: after === null ? null : numbersOf(after, outdatedUnits),
    startingAt: starting === null ? null : numbersOf(starting, startingParts),
    partitions:
      settings.length === 0
        ? null
        : new Map(settings.map(([block, setting]) => [block, countField(setting, 'partitions') ?? 1])),
  };
}

function numbersOf<Key extends string>(owner: FieldOwner, keys: readonly Key[]): Partial<Record<Key, number>> {
  const found: Partial<Record<Key, number>> = {};
  reportUnknownKeys(owner, keys);
  for (const key of keys) {
    const value = numberField(owner, key);
    if (value !== null) found[key] = value;
  }
  return found;
}

/** `days: 1` would otherwise mean nothing at all. */
function reportUnknownKeys(owner: FieldOwner, known: readonly string[]): void {
  for (const { text, position } of keysOf(owner)) {
    if (known.includes(text)) continue;
    owner.report({
      code: 'field_unknown',
      severity: 'error',
      message: `${owner.owner}: ${text} is not known here.`,
      remedy: `Use ${known.join(', ')}.`,
      file: owner.source.file,
      ...position,
    });
  }
}
