import * as vscode from 'vscode';
import { EiderError } from '../../core/errors';
import { refuseWrongInteraction } from '../../core/project/interaction-file';
import { readInteractions } from '../../core/project/interactions';
import { permissionText } from '../../core/project/permission-text';
import type { BlockInteraction } from '../../core/project/interaction-types';
import { fillIn } from '../interactions/fill-in';
import type { Services } from '../services';
import { blockOf, resolveTarget, type BlockRef, type PipelineRef, type RunRef } from '../target';
import { askPipeline, pick, unreadable } from './ask';
import { startRun } from './start-run';

/**
 * Asks for the fields of an interaction one after the other and starts a run with what was filled in: of the pipeline, or of
 * a block, if it was called with one, and what is above it.
 */
export async function runWithInteraction(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline whose interaction to fill in');
  if (pipeline === undefined) return undefined;
  const reading = await services.projects.read(pipeline);
  if (reading.pipeline === null) throw unreadable(pipeline.pipeline, reading.problems[0]);
  const block = blockOf(resolveTarget(argument));
  const { interactions, file, problems } = await readInteractions(reading.pipeline);
  const own = interactions.filter((interaction) => block === null || interaction.block === block.block);
  if (own.length === 0) {
    const broken = problems.find(({ severity }) => severity === 'error');
    throw broken === undefined ? noInteraction(pipeline, block, file) : new EiderError(broken);
  }
  const interaction = await choose(own);
  if (interaction === undefined) return undefined;
  await refuseWrongInteraction(reading.pipeline.project, interaction.uuid);
  const variables = await fillIn(interaction, pipeline, reading.pipeline.variables, services.context.workspaceState);
  if (variables === undefined) return undefined;
  const selection = block === null ? null : { block: block.block, mode: 'upstream' as const };
  return startRun(services, pipeline, { variables, selection }, argument);
}

async function choose(interactions: readonly BlockInteraction[]): Promise<BlockInteraction | undefined> {
  const [only] = interactions;
  if (interactions.length === 1) return only;
  const choices = interactions.map((interaction) => ({
    label: interaction.name,
    description: interaction.block,
    detail: [
      interaction.description ?? '',
      interaction.permissions.length === 0 ? '' : permissionText(interaction.permissions),
    ]
      .filter((part) => part !== '')
      .join(' '),
    value: interaction,
  }));
  return pick(choices, 'Choose the interaction to fill in');
}

function noInteraction({ pipeline }: PipelineRef, block: BlockRef | null, file: string): EiderError {
  return new EiderError({
    code: 'interaction_missing',
    message: block === null ? `Pipeline ${pipeline} has no interactions.` : `Block ${block.block} has no interaction.`,
    remedy: `Attach one in ${vscode.workspace.asRelativePath(file)}; "Run with Variables" asks for any variable.`,
  });
}
