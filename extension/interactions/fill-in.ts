import * as vscode from 'vscode';
import { stringify } from 'yaml';
import { EiderError } from '../../core/errors';
import { expectedText, fieldValue, filledVariables, type FilledIn } from '../../core/project/interaction-values';
import { permissionText } from '../../core/project/permission-text';
import type { BlockInteraction, InteractionVariable } from '../../core/project/interaction-types';
import { keyOf, type PipelineRef } from '../target';

type Texts = Readonly<Record<string, FilledIn>>;

/**
 * Asks for the fields of an interaction, each as its input says, and gives the variables of a run; undefined when the user
 * gives up. What was filled in is offered the next time; before, what the pipeline has.
 */
export async function fillIn(
  interaction: BlockInteraction,
  { project, pipeline }: PipelineRef,
  own: Readonly<Record<string, unknown>>,
  memory: vscode.Memento,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const key = keyOf('eider.interaction', project, pipeline, interaction.block, interaction.uuid);
  const before = memory.get<Texts>(key, {});
  const asked = interaction.variables.filter(({ disabled }) => !disabled);
  let texts: Texts = {};
  for (const [index, variable] of asked.entries()) {
    const title = `${interaction.name}: ${variable.name} (${index + 1}/${asked.length})`;
    const given = before[variable.uuid] ?? textOf(own[variable.uuid]);
    const text = await askField(variable, title, index === 0 ? aboutOf(interaction) : [], given);
    if (text === undefined) return undefined;
    texts = { ...texts, [variable.uuid]: text };
  }
  await memory.update(key, texts);
  return filledVariables(interaction, texts);
}

/** What stands in a field; null for nothing, undefined when the user gives up. `about` is said after what the field says. */
async function askField(
  variable: InteractionVariable,
  title: string,
  about: readonly string[],
  given: FilledIn,
): Promise<FilledIn | undefined> {
  const { kind, options } = variable.input;
  const choices =
    kind === 'dropdown_menu'
      ? options.map(({ label, value }) => ({
          label,
          description: String(value) === label ? '' : String(value),
          text: String(value),
        }))
      : kind === 'checkbox' || kind === 'switch'
        ? ['true', 'false'].map((text) => ({ label: text === 'true' ? 'Yes' : 'No', description: '', text }))
        : null;
  const need = variable.required ? 'Required' : 'May be left empty';
  // choices say by themselves what is expected
  const expected = choices === null ? `${need}: ${expectedText(variable)}.` : `${need}.`;
  const prompt = [variable.description ?? '', expected, ...about].filter((part) => part !== '').join(' ');
  if (choices === null) {
    return vscode.window.showInputBox({
      title,
      prompt,
      value: given ?? '',
      ignoreFocusOut: true,
      validateInput: (text) => faultOf(variable, text),
    });
  }
  const none = variable.required ? [] : [{ label: 'No value', description: '', text: null }];
  const all: readonly (vscode.QuickPickItem & { readonly text: FilledIn })[] = [...choices, ...none];
  // what was chosen before stands first, where Enter takes it
  const sorted = [...all].sort((a, b) => Number(b.text === given) - Number(a.text === given));
  const chosen = await vscode.window.showQuickPick(sorted, { title, placeHolder: prompt, ignoreFocusOut: true });
  return chosen === undefined ? undefined : chosen.text;
}

function faultOf(variable: InteractionVariable, text: string): string | null {
  try {
    fieldValue(variable, text);
    return null;
  } catch (error) {
    if (error instanceof EiderError) return `${error.problem.message} ${error.problem.remedy ?? ''}`.trimEnd();
    throw error;
  }
}

/** Said once: who may fill it in, in Mage. */
function aboutOf({ permissions }: BlockInteraction): readonly string[] {
  return permissions.length === 0 ? [] : [permissionText(permissions)];
}

function textOf(value: unknown): FilledIn {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}
