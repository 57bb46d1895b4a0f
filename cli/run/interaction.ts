import { refuseWrongInteraction } from '../../core/project/interaction-file';
import { readInteractions } from '../../core/project/interactions';
import { filledVariables } from '../../core/project/interaction-values';
import type { BlockInteraction } from '../../core/project/interaction-types';
import type { Project } from '../../core/project/types';
import { EiderError } from '../../core/errors';
import { openPipeline } from '../project';
import { unknownName } from '../usage';
import { parseVariables, variableTexts } from './variables';

/**
 * The variables of a run that fills in an interaction of the pipeline: those that it asks for as their types say, others in
 * YAML. Required ones must be among them.
 */
export async function interactionVariables(
  project: Project,
  pipeline: string,
  name: string,
  pairs: readonly string[],
  block: string | null,
): Promise<Record<string, unknown>> {
  const interaction = await findInteraction(project, pipeline, name, block);
  const asked = new Set(interaction.variables.filter(({ disabled }) => !disabled).map(({ uuid }) => uuid));
  const texts = variableTexts(pairs);
  const filledIn = Object.fromEntries([...texts].filter(([key]) => asked.has(key)));
  const others = pairs.filter((pair) => ![...variableTexts([pair]).keys()].some((key) => asked.has(key)));
  return { ...parseVariables(others), ...filledVariables(interaction, filledIn) };
}

/** An interaction by its uuid or name; of several blocks that have it, that of `block`, else the first. */
async function findInteraction(
  project: Project,
  uuid: string,
  name: string,
  block: string | null,
): Promise<BlockInteraction> {
  const { pipeline } = await openPipeline(project, uuid);
  const { interactions, problems } =
    pipeline === null ? { interactions: [], problems: [] } : await readInteractions(pipeline);
  const named = interactions.filter((interaction) => interaction.uuid === name || interaction.name === name);
  const found = named.find((interaction) => interaction.block === block) ?? named[0];
  if (found !== undefined) {
    await refuseWrongInteraction(project, found.uuid);
    return found;
  }
  const broken = interactions.length === 0 ? problems.find(({ severity }) => severity === 'error') : undefined;
  if (broken !== undefined) throw new EiderError(broken);
  const known = [...new Set(interactions.map((interaction) => interaction.uuid))];
  throw unknownName('interaction', name, known, `pipeline ${uuid}`);
}
