import * as vscode from 'vscode';
import { EiderError } from '../../core/errors';
import type { Block } from '../../core/project/types';
import { hasBlockFile } from '../../core/project/uuid';
import { freshnessWords } from '../freshness/words';
import { blockKind, languageLabel } from '../looks';
import { isRunnable } from '../pipelines-view/labels';
import { preferred, workspaceFile } from '../projects/active-editor';
import { blocksOfFile, pipelineOfFile } from '../projects/blocks-of-file';
import type { Services } from '../services';
import { blockOf, pipelineOf, resolveTarget, samePipeline, type BlockRef, type PipelineRef } from '../target';
import { dotted } from '../text';

interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** The project to work in: the argument's, the only one, or the one the user picks. Undefined when the user gives up. */
export async function askProject(services: Services, argument: unknown): Promise<string | undefined> {
  const given = resolveTarget(argument);
  if (given !== null) return given.project;
  const projects = await services.projects.projects();
  const [only] = projects;
  if (only === undefined) throw noProject();
  if (projects.length === 1) return only.root;
  const choices = projects.map(({ root, name }) => ({ label: name, description: root, value: root }));
  return pick(choices, 'Choose a project');
}

/** The pipeline to act on: the argument's, the only one, or the one the user picks, the current one on top. */
export async function askPipeline(
  services: Services,
  argument: unknown,
  placeholder: string,
): Promise<PipelineRef | undefined> {
  const target = resolveTarget(argument);
  const given = pipelineOf(target) ?? pipelineOfUri(argument);
  if (given !== null) return given;
  const projects = await services.projects.projects();
  const roots = target === null ? projects : projects.filter(({ root }) => root === target.project);
  const lists = await Promise.all(
    roots.map(async ({ root, name }) =>
      (await services.projects.pipelines(root)).map((pipeline): Choice<PipelineRef> => ({
        label: pipeline,
        description: roots.length > 1 ? name : '',
        value: { project: root, pipeline },
      })),
    ),
  );
  const choices = lists.flat();
  const [only] = choices;
  if (only === undefined) throw projects.length === 0 ? noProject() : noPipeline();
  if (choices.length === 1) return only.value;
  const current = await currentPipeline(services);
  const first = choices.filter(({ value }) => current !== null && samePipeline(value, current));
  return pick([...first, ...choices.filter((choice) => !first.includes(choice))], placeholder);
}

/**
 * The block to act on: the argument's, that of the active editor, or the one the user picks after its pipeline. With
 * `runnable`, only blocks that run are offered; with `languages`, only those that have code in one of them.
 */
export async function askBlock(
  services: Services,
  argument: unknown,
  options: { readonly placeholder: string; readonly runnable?: boolean; readonly languages?: readonly string[] },
): Promise<BlockRef | undefined> {
  const target = resolveTarget(argument);
  const given = blockOf(target) ?? (target === null ? await blockOfEditor(services, argument) : null);
  if (given !== null) return given;
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline of the block');
  if (pipeline === undefined) return undefined;
  const reading = await services.projects.read(pipeline);
  if (reading.pipeline === null) throw unreadable(pipeline.pipeline, reading.problems[0]);
  const { runnable, languages } = options;
  const isWritten = (block: Block) =>
    languages === undefined || (hasBlockFile(block.type) && languages.includes(block.language));
  const blocks = reading.pipeline.blocks.filter(
    (block) => (runnable !== true || isRunnable(block)) && isWritten(block),
  );
  if (blocks.length === 0) throw noBlock(pipeline.pipeline);
  const freshness = services.freshness.blocks(pipeline);
  const choices = blocks.map((block) => ({
    ...blockItem(block, freshnessWords(block.type, null, freshness?.get(block.uuid), new Date())?.word),
    value: { ...pipeline, block: block.uuid },
  }));
  return pick(choices, options.placeholder);
}

/** How a block looks in a list to choose from, with a word on its freshness where one is known. */
export function blockItem(block: Block, freshness = ''): vscode.QuickPickItem {
  const kind = blockKind(block.type);
  return {
    label: block.name,
    description: dotted(
      kind.label,
      languageLabel(block.language),
      block.uuid === block.name ? '' : block.uuid,
      freshness,
    ),
    iconPath: new vscode.ThemeIcon(kind.icon),
  };
}

/** A block's entry in its pipeline; throws `block_unknown` when it is not there any more. */
export async function blockEntry(services: Services, ref: BlockRef): Promise<Block> {
  const reading = await services.projects.read(ref);
  if (reading.pipeline === null) throw unreadable(ref.pipeline, reading.problems[0]);
  const { blocks, callbacks, conditionals, charts } = reading.pipeline;
  const entry = [...blocks, ...callbacks, ...conditionals, ...charts].find((block) => block.uuid === ref.block);
  if (entry !== undefined) return entry;
  throw new EiderError({
    code: 'block_unknown',
    message: `Pipeline ${ref.pipeline} has no block ${ref.block}.`,
    remedy: 'Refresh the view; the pipeline was edited meanwhile.',
    file: reading.file,
  });
}

/** The block whose file the argument, an editor's URI, or the active editor shows. */
async function blockOfEditor(services: Services, argument: unknown): Promise<BlockRef | null> {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const file = uri === undefined ? null : workspaceFile(uri);
  return file === null ? null : preferred(await blocksOfFile(services.projects, file), services.selection.block);
}

async function currentPipeline(services: Services): Promise<PipelineRef | null> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return pipelineOfUri(uri) ?? (await blockOfEditor(services, uri)) ?? services.selection.block;
}

function pipelineOfUri(argument: unknown): PipelineRef | null {
  return argument instanceof vscode.Uri && argument.scheme === 'file' ? pipelineOfFile(argument.fsPath) : null;
}

export async function pick<Value>(choices: readonly Choice<Value>[], placeHolder: string): Promise<Value | undefined> {
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder, matchOnDescription: true });
  return chosen?.value;
}

export function unreadable(
  pipeline: string,
  problem: { message: string; file?: string | undefined } | undefined,
): EiderError {
  return new EiderError({
    code: 'pipeline_unreadable',
    message: problem?.message ?? `Pipeline ${pipeline} cannot be read.`,
    remedy: 'Mend its file, then try again.',
    ...problem,
  });
}

function noProject(): EiderError {
  return new EiderError({
    code: 'project_not_found',
    message: 'There is no project in this workspace.',
    remedy: 'Open a folder that holds one, or make one with "Eider: New Project".',
  });
}

function noPipeline(): EiderError {
  return new EiderError({
    code: 'pipeline_not_found',
    message: 'There is no pipeline yet.',
    remedy: 'Make one with "Eider: New Pipeline".',
  });
}

function noBlock(pipeline: string): EiderError {
  return new EiderError({
    code: 'block_not_found',
    message: `Pipeline ${pipeline} has no such block yet.`,
    remedy: 'Make one with "Eider: New Block".',
  });
}
