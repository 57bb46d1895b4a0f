import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Finding } from '../../protocol/adoption';
import { offsetOf, pairOf, parseYaml, positionAt, resolved, type YamlSource } from '../yaml-source';

/** What a file says of a feature. `value` is the text of a setting where the words depend on it. */
type Words = Pick<Finding, 'feature' | 'message' | 'instead'>;

const remoteExecutors: Readonly<Record<string, string>> = {
  pyspark: 'Spark',
  k8s: 'Kubernetes',
  ecs: 'Amazon ECS',
  gcp_cloud_run: 'Google Cloud Run',
  azure_container_instance: 'an Azure container instance',
};

/** Settings of a project's `metadata.yaml`, whose templates have been taken out, that have no effect here. */
export function projectFeatures(file: string, text: string): Finding[] {
  const look = lookInto(file, text);
  if (look === null) return [];
  const { at, map, textAt } = look;
  const hooks = textAt(look.root, 'features', 'global_hooks') === 'true';
  return [
    ...remoteStorage(look, look.root, 'the project'),
    ...alerts(look, look.root, 'the project'),
    ...(hooks ? [at(globalHooks, map(look.root, 'features'), 'global_hooks')] : []),
  ];
}

/** What a pipeline's file asks for that runs otherwise here. What does not run at all is told by `not-runnable.ts`. */
export function pipelineFeatures(file: string, text: string, uuid: string): Finding[] {
  const look = lookInto(file, text);
  if (look === null) return [];
  const { root, at, map, list, textAt } = look;
  const found = [
    ...remoteStorage(look, root, `pipeline ${uuid}`),
    ...alerts(look, root, `pipeline ${uuid}`),
    ...executor(look, root, `Pipeline ${uuid}`),
  ];
  if (textAt(root, 'run_pipeline_in_one_process') === 'true')
    found.push(at(oneProcess(uuid), root, 'run_pipeline_in_one_process'));
  const expectations = map(map(root, 'extensions'), 'great_expectations');
  if (list(expectations, 'blocks').some((block) => (textAt(block, 'language') ?? 'python') === 'python')) {
    found.push(at(greatExpectations(uuid), map(root, 'extensions'), 'great_expectations'));
  }
  for (const block of ['blocks', 'callbacks', 'conditionals'].flatMap((key) => list(root, key))) {
    const name = `Block ${textAt(block, 'uuid') ?? '?'}`;
    found.push(...executor(look, block, name), ...otherDatabase(look, block, name));
    if (textAt(block, 'has_callback') === 'true') found.push(at(oldCallback(name), block, 'has_callback'));
  }
  return found;
}

const globalHooks: Words = {
  feature: 'Global hooks',
  message: 'The project has global hooks switched on; none of them is called.',
  instead: 'Runs go on without them. A callback block does the same for a pipeline.',
};

/** The file `global_hooks.yaml`, which is not read. */
export function hooksFile(file: string): Finding {
  return {
    ...globalHooks,
    message: 'The hooks of this file are not called.',
    stops: false,
    place: { file, line: 1, column: 1 },
  };
}

function remoteStorage({ at, textAt }: Look, owner: Node | null, name: string): Finding[] {
  const folder = textAt(owner, 'remote_variables_dir');
  if (folder === null || folder === '' || folder === 's3://bucket/path_prefix') return [];
  const words = {
    feature: 'Remote storage of outputs',
    message: `The setting remote_variables_dir of ${name} has no effect.`,
    instead: 'Outputs are stored in the folder .eider of the project.',
  };
  return [at(words, owner, 'remote_variables_dir')];
}

/** Only channels with something filled in: a new project of Mage's has empty ones. */
function alerts({ at, map, keys, textAt }: Look, owner: Node | null, name: string): Finding[] {
  const settings = map(owner, 'notification_config');
  const channels = keys(settings).filter(
    (key) =>
      key.endsWith('_config') &&
      keys(map(settings, key)).some((field) => (textAt(map(settings, key), field) ?? '') !== ''),
  );
  if (channels.length === 0) return [];
  const words = {
    feature: 'Alerts',
    message: `The alerts of ${name} (${channels.map((key) => key.replace(/_config$/, '')).join(', ')}) are not sent.`,
    instead: 'A run that fails is told in the editor, and by the exit code of eider run.',
  };
  return [at(words, owner, 'notification_config')];
}

function executor({ at, textAt }: Look, owner: Node | null, name: string): Finding[] {
  const type = textAt(owner, 'executor_type');
  const where = type === null || !Object.hasOwn(remoteExecutors, type) ? undefined : remoteExecutors[type];
  if (where === undefined) return [];
  const words = {
    feature: 'Remote executors',
    message: `${name} is meant to run on ${where}.`,
    instead: 'It runs on this machine.',
  };
  return [at(words, owner, 'executor_type')];
}

function otherDatabase({ at, map, textAt }: Look, block: Node | null, name: string): Finding[] {
  const provider = textAt(block, 'configuration', 'data_provider');
  if (textAt(block, 'language') !== 'sql' || provider === null || provider === '' || provider === 'duckdb') return [];
  const words = {
    feature: 'SQL in another database',
    message: `${name} is written for ${provider}; it runs in DuckDB.`,
    instead: 'What it reads must come from its upstream blocks or be attached; other words of SQL may have to change.',
  };
  return [at(words, map(block, 'configuration'), 'data_provider')];
}

function oldCallback(name: string): Words {
  return {
    feature: 'Callbacks of the old form',
    message: `${name} has has_callback: true, which has no effect.`,
    instead: 'List the callback under callbacks, with the block among its upstream_blocks.',
  };
}

function oneProcess(uuid: string): Words {
  return {
    feature: 'One process for all blocks',
    message: `Pipeline ${uuid} asks for one process; its blocks may run in several, so kwargs['context'] is not shared.`,
    instead: 'Return what other blocks need: they receive it as an argument.',
  };
}

function greatExpectations(uuid: string): Words {
  return {
    feature: 'Great Expectations',
    message: `Checks of pipeline ${uuid} use the extension great_expectations; they receive the outputs of their block, and no validator.`,
    instead: 'Check the outputs with assert, or with functions marked @test.',
  };
}

/** Reads a YAML file in which anything may be of any type. */
interface Look {
  readonly root: Node | null;
  readonly map: (owner: Node | null, key: string) => Node | null;
  readonly list: (owner: Node | null, key: string) => readonly (Node | null)[];
  readonly keys: (owner: Node | null) => readonly string[];
  /** A scalar below a path of keys, as text. */
  readonly textAt: (owner: Node | null, ...path: readonly string[]) => string | null;
  /** A finding at a key of a map. */
  readonly at: (words: Words, owner: Node | null, key: string) => Finding;
}

function lookInto(file: string, text: string): Look | null {
  const { source, usable } = parseYaml(file, text);
  if (!usable) return null;
  const valueOf = (owner: Node | null, key: string) => resolved(source, pairOf(source, owner, key)?.value);
  return {
    root: source.document.contents,
    map: valueOf,
    list(owner, key) {
      const node = valueOf(owner, key);
      return isSeq(node) ? node.items.map((item) => resolved(source, item)) : [];
    },
    keys: (owner) => (isMap(owner) ? owner.items.map(({ key }) => String(key)) : []),
    textAt(owner, ...path) {
      const node = path.reduce<Node | null>((at, key) => valueOf(at, key), owner);
      return isScalar(node) && ['string', 'number', 'boolean'].includes(typeof node.value) ? node.toString() : null;
    },
    at: (words, owner, key) => ({ ...words, stops: false, place: placeOf(source, pairOf(source, owner, key)?.key) }),
  };
}

function placeOf(source: YamlSource, node: unknown): Finding['place'] {
  return { file: source.file, ...positionAt(source, offsetOf(node)) };
}
