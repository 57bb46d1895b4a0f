import { isMap, type Node } from 'yaml';
import type { Problem } from '../protocol/problem';
import type { ProductUse } from './data-product-types';
import { readProductUse } from './product-use';
import { readConcurrency, readDynamic, readRetry, readSensor } from './run-settings';
import type { ConcurrencySettings, DynamicSettings, RetrySettings, SensorSettings } from './run-settings-types';
import { nearest } from './suggest';
import { blockLanguages, blockTypes, type BlockLanguage, type BlockType, type Position } from './types';
import {
  hasField,
  labelField,
  mapField,
  mapsField,
  ownersField,
  positiveField,
  textField,
  textsField,
  type FieldOwner,
  type PlacedText,
} from './yaml-fields';
import { offsetOf, positionAt, problemAt, type YamlSource } from './yaml-source';

/** The lists of a pipeline's `metadata.yaml` that hold block entries. */
export const blockLists = ['blocks', 'callbacks', 'conditionals', 'widgets'] as const;
export type BlockList = (typeof blockLists)[number];
/** Where an entry stands: in one of the lists, or in the `blocks` of one of the `extensions`. */
export type EntryPlace = BlockList | 'extensions';

/** A block's entry with every field checked, not yet linked to the others or to its file. */
export interface BlockEntry {
  readonly list: EntryPlace;
  readonly uuid: string;
  readonly name: string;
  readonly type: BlockType;
  readonly language: BlockLanguage;
  /** False when `language` is no language: then it was taken for Python, and there is no use in looking for a file. */
  readonly languageKnown: boolean;
  readonly upstream: readonly PlacedText[];
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly color: string | null;
  readonly timeout: number | null;
  readonly retry: RetrySettings;
  readonly dynamic: DynamicSettings;
  readonly sensor: SensorSettings;
  readonly product: ProductUse | null;
  /** The uuid of the block whose file this one uses. */
  readonly replicatedBlock: string | null;
  readonly position: Position;
}

/** A pipeline file with every field checked. Fields that Eider does not use are not looked at. */
export interface PipelineSpec {
  readonly name: string | null;
  readonly description: string | null;
  readonly type: string;
  readonly typePosition: Position;
  readonly tags: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly retry: RetrySettings;
  readonly concurrency: ConcurrencySettings;
  readonly entries: readonly BlockEntry[];
  /** The uuids of all entries, of those too that could not be read any further. */
  readonly uuids: ReadonlySet<string>;
}

/** The type an entry has when it names none. */
const defaultTypes: Readonly<Record<EntryPlace, BlockType | null>> = {
  blocks: null,
  callbacks: 'callback',
  conditionals: 'conditional',
  widgets: 'chart',
  extensions: 'extension',
};

/** Checks the fields of a pipeline file. Null when its content is no map; everything wrong is reported. */
export function readPipelineSpec(source: YamlSource, report: (problem: Problem) => void): PipelineSpec | null {
  const root = source.document.contents;
  if (!isMap(root)) {
    report(
      problemAt(source, offsetOf(root), {
        code: 'pipeline_not_map',
        message: root === null ? 'The pipeline file is empty.' : 'The pipeline file holds no map of fields.',
        remedy: 'Begin it with the fields of a pipeline, at least "type: python" and "blocks: []".',
      }),
    );
    return null;
  }
  const pipeline: FieldOwner = { source, node: root, owner: 'The pipeline', report };
  const uuids = new Set<string>();
  const read = (list: EntryPlace) => (node: Node) => readEntry(source, list, node, uuids, report) ?? [];
  const entries = [
    ...blockLists.flatMap((list) => mapsField(pipeline, list).flatMap(read(list))),
    ...ownersField(pipeline, 'extensions').flatMap(([, extension]) =>
      mapsField(extension, 'blocks').flatMap(read('extensions')),
    ),
  ];
  const type = textField(pipeline, 'type');
  return {
    name: labelField(pipeline, 'name'),
    description: labelField(pipeline, 'description'),
    type: type?.text ?? 'python',
    typePosition: type?.position ?? { line: 1, column: 1 },
    tags: textsField(pipeline, 'tags').map((tag) => tag.text),
    variables: mapField(pipeline, 'variables'),
    retry: readRetry(pipeline),
    concurrency: readConcurrency(pipeline),
    entries,
    uuids,
  };
}

function readEntry(
  source: YamlSource,
  list: EntryPlace,
  node: Node,
  uuids: Set<string>,
  report: (problem: Problem) => void,
): BlockEntry | null {
  const unnamed: FieldOwner = { source, node, owner: `An entry of ${list}`, report };
  const uuid = textField(unnamed, 'uuid')?.text.trim() ?? '';
  if (uuid === '') {
    if (!hasField(unnamed, 'uuid')) {
      report(
        problemAt(source, offsetOf(node), {
          code: 'field_missing',
          message: `An entry of ${list} has no uuid.`,
          remedy: 'Give it one: the path of its file inside the folder of its type, without the extension.',
        }),
      );
    }
    return null;
  }
  uuids.add(uuid);
  if (uuid.includes(':')) {
    report(
      problemAt(source, offsetOf(node), {
        code: 'uuid_invalid',
        message: `The uuid ${uuid} has a colon, which stands between a block and one of its runs.`,
        remedy: 'Use letters, digits and _; a / makes a sub folder.',
      }),
    );
    return null;
  }
  const entry: FieldOwner = { ...unnamed, owner: `Block ${uuid}` };
  const type = readType(entry, list);
  if (type === null) return null;
  const language = readLanguage(entry, type);
  return {
    list,
    uuid,
    name: labelField(entry, 'name') ?? uuid,
    type,
    language: language ?? 'python',
    languageKnown: language !== null,
    upstream: textsField(entry, 'upstream_blocks'),
    configuration: mapField(entry, 'configuration'),
    color: labelField(entry, 'color'),
    timeout: positiveField(entry, 'timeout'),
    retry: readRetry(entry),
    dynamic: readDynamic(entry),
    sensor: readSensor(entry),
    product: readProductUse(entry, type === 'global_data_product'),
    replicatedBlock: textField(entry, 'replicated_block')?.text ?? null,
    position: positionAt(source, offsetOf(node)),
  };
}

function readType(entry: FieldOwner, list: EntryPlace): BlockType | null {
  const text = textField(entry, 'type');
  const fallback = defaultTypes[list];
  if (text === null) {
    if (fallback !== null) return fallback;
    if (!hasField(entry, 'type')) {
      entry.report(
        problemAt(entry.source, offsetOf(entry.node), {
          code: 'field_missing',
          message: `${entry.owner} has no type.`,
          remedy: `Add one of ${blockTypes.join(', ')}.`,
        }),
      );
    }
    return null;
  }
  const type = blockTypes.find((known) => known === text.text);
  if (list === 'widgets' && type !== 'chart') {
    unknownWord(entry, text, 'block_type_unknown', 'type', ['chart']);
    return null;
  }
  if (type === undefined) unknownWord(entry, text, 'block_type_unknown', 'type', blockTypes);
  return type ?? null;
}

function readLanguage(entry: FieldOwner, type: BlockType): BlockLanguage | null {
  const text = textField(entry, 'language');
  if (text === null) return type === 'markdown' ? 'markdown' : 'python';
  const language = blockLanguages.find((known) => known === text.text);
  if (language === undefined) unknownWord(entry, text, 'language_unknown', 'language', blockLanguages);
  return language ?? null;
}

function unknownWord(entry: FieldOwner, word: PlacedText, code: string, field: string, known: readonly string[]): void {
  const meant = nearest(word.text, known);
  entry.report({
    code,
    severity: 'error',
    message: `${entry.owner}: ${JSON.stringify(word.text)} is no ${field} that can stand here.`,
    remedy: meant === null ? `Use one of ${known.join(', ')}.` : `Did you mean ${meant}?`,
    file: entry.source.file,
    ...word.position,
  });
}
