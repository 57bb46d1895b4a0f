import path from 'node:path';
import type { Problem } from '../protocol/problem';
import { listInteractions, readInteractionFile, readTypes, unknownWord } from './interaction-file';
import type { BlockInteraction, InteractionsReading, InteractionVariable, Permission } from './interaction-types';
import type { Pipeline, Project } from './types';
import {
  booleanField,
  keysOf,
  labelField,
  labelsField,
  mapsField,
  ownerField,
  ownersField,
  textField,
  type FieldOwner,
} from './yaml-fields';
import { openYamlFile } from './yaml-file';
import { offsetOf, positionAt } from './yaml-source';

/** Reads the interactions of a pipeline's blocks; none when it has no `interactions.yaml`. Never throws for what files hold. */
export async function readInteractions({
  project,
  uuid,
  blocks,
}: Pick<Pipeline, 'project' | 'uuid' | 'blocks'>): Promise<InteractionsReading> {
  const file = path.join(project.root, 'pipelines', uuid, 'interactions.yaml');
  const { root, problems } = await openYamlFile(file, {
    owner: 'The file of interactions',
    of: 'fields',
    remedy: 'Begin it with "blocks:", and list the interactions of each block below its uuid.',
  });
  if (root === null) return { file, interactions: [], permissions: [], problems };
  const owner: FieldOwner = { ...root, owner: `The interactions of pipeline ${uuid}` };
  const known = blocks.map((block) => block.uuid);
  const listed = ownerField(owner, 'blocks');
  const names = listed === null ? [] : keysOf(listed);
  const existing = await listInteractions(project);
  const interactions: BlockInteraction[] = [];
  for (const { text: block, position } of names) {
    if (listed === null) break;
    if (!known.includes(block)) {
      owner.report(unknownWord(owner, 'block_unknown', 'there is the block', block, known, position));
    }
    for (const entry of mapsField(listed, block)) {
      const own: FieldOwner = { ...owner, node: entry, owner: `An interaction of block ${block}` };
      const interaction = await readAttached(project, block, own, existing);
      if (interaction !== null) interactions.push(interaction);
    }
  }
  return { file, interactions, permissions: readPermissions(owner), problems };
}

async function readAttached(
  project: Project,
  block: string,
  owner: FieldOwner,
  known: readonly string[],
): Promise<BlockInteraction | null> {
  const given = textField(owner, 'uuid');
  const uuid = given?.text.replace(/\.ya?ml$/, '') ?? null;
  if (uuid === null || !known.includes(uuid)) {
    const position = given?.position ?? positionAt(owner.source, offsetOf(owner.node));
    owner.report(unknownWord(owner, 'interaction_unknown', 'its uuid is', uuid ?? '', known, position));
    return null;
  }
  const { interaction } = await readInteractionFile(project, uuid); // its problems are told with the file
  if (interaction === null) return null;
  const changes = new Map(ownersField(owner, 'variables'));
  const keys = interaction.variables.map(({ key }) => key);
  const changed = ownerField(owner, 'variables');
  for (const { text, position } of changed === null ? [] : keysOf(changed)) {
    if (!keys.includes(text))
      owner.report(unknownWord(owner, 'interaction_invalid', 'it changes', text, keys, position));
  }
  return {
    ...interaction,
    block,
    name: labelField(owner, 'name') ?? uuid,
    description: labelField(owner, 'description'),
    permissions: readPermissions(owner),
    variables: interaction.variables.map((variable) => withChanges(variable, changes.get(variable.key))),
    position: positionAt(owner.source, offsetOf(owner.node)),
  };
}

function withChanges(variable: InteractionVariable, change: FieldOwner | undefined): InteractionVariable {
  if (change === undefined) return variable;
  return {
    ...variable,
    uuid: textField(change, 'uuid')?.text ?? variable.uuid,
    required: booleanField(change, 'required') ?? variable.required,
    disabled: booleanField(change, 'disabled') ?? false,
    types: readTypes(change) ?? variable.types,
  };
}

function readPermissions(owner: FieldOwner): Permission[] {
  return mapsField(owner, 'permissions').map((node) => {
    const permission: FieldOwner = { ...owner, node, owner: 'A permission' };
    return {
      roles: labelsField(permission, 'roles'),
      triggers: mapsField(permission, 'triggers').map((entry) => {
        const trigger: FieldOwner = { ...owner, node: entry, owner: 'A trigger of a permission' };
        return { type: labelField(trigger, 'schedule_type'), interval: labelField(trigger, 'schedule_interval') };
      }),
    };
  });
}

/** Everything wrong with the interactions of a project and with where its pipelines use them. */
export async function interactionProblems(project: Project, pipelines: readonly Pipeline[]): Promise<Problem[]> {
  const names = await listInteractions(project);
  const [files, uses] = await Promise.all([
    Promise.all(names.map((name) => readInteractionFile(project, name))),
    Promise.all(pipelines.map(readInteractions)),
  ]);
  return [...files, ...uses].flatMap(({ problems }) => problems);
}
