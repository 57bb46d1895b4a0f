import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** One block of a test pipeline; `source` is the text of its file. */
export interface BlockSource {
  readonly uuid: string;
  readonly type?: string;
  readonly language: 'sql' | 'typescript' | 'python' | 'markdown';
  readonly upstream?: readonly string[];
  readonly source: string;
  /** Further fields of its entry. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Where a pipeline's file lists blocks of a type that stand beside the graph. */
const LISTS: Readonly<Record<string, string>> = {
  callback: 'callbacks',
  conditional: 'conditionals',
  chart: 'widgets',
};

const EXTENSIONS = { sql: '.sql', typescript: '.ts', python: '.py', markdown: '.md' };

/** A project in a temporary folder with one pipeline `demo`, removed when the test has finished. Gives its root. */
export async function tempProject(
  blocks: readonly BlockSource[],
  variables: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const root = await tempFolder();
  await writeFiles(root, projectFiles({ demo: blocks }, variables));
  return root;
}

/** The files of a project with these pipelines, by their path relative to its root. */
export function projectFiles(
  pipelines: Readonly<Record<string, readonly BlockSource[]>>,
  variables: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  const files: Record<string, string> = { 'metadata.yaml': 'project_type: standalone\n' };
  for (const [uuid, blocks] of Object.entries(pipelines)) {
    files[`pipelines/${uuid}/metadata.yaml`] = pipelineYaml(uuid, blocks, variables);
    for (const block of blocks) files[blockFile(block)] = block.source;
  }
  return files;
}

/** An empty temporary folder, removed when the test has finished. */
export async function tempFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'eider-test-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Writes files given by their path relative to `root`. */
export async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

/** Path of a block's file, relative to its project. */
export function blockFile(block: BlockSource): string {
  const type = block.type ?? 'transformer';
  return `${type === 'custom' ? type : `${type}s`}/${block.uuid}${EXTENSIONS[block.language]}`;
}

function pipelineYaml(
  uuid: string,
  blocks: readonly BlockSource[],
  variables: Readonly<Record<string, unknown>>,
): string {
  const entriesIn = (list: string) =>
    blocks
      .filter(({ type = 'transformer' }) => (LISTS[type] ?? 'blocks') === list)
      .map(({ uuid, type = 'transformer', language, upstream = [], fields }) => ({
        uuid,
        name: uuid,
        type,
        language,
        upstream_blocks: upstream,
        ...fields,
      }));
  const lists = ['blocks', ...Object.values(LISTS)].map((list) => [list, entriesIn(list)] as const);
  // JSON is YAML
  return `${JSON.stringify({ uuid, name: uuid, type: 'python', ...Object.fromEntries(lists), variables }, null, 2)}\n`;
}
