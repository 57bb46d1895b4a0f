import * as vscode from 'vscode';
import { parse, stringify } from 'yaml';
import type { Services } from '../services';
import { keyOf, type PipelineRef, type RunRef } from '../target';
import { askPipeline, unreadable } from './ask';
import { startRun } from './start-run';

/**
 * Asks for the variables of a run and starts it. Each variable stands with its type and its value; one that is changed is
 * checked to be of the same type, and the values are remembered for the next time.
 */
export async function runWithVariables(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const pipeline = await askPipeline(services, argument, 'Choose the pipeline to run with other variables');
  if (pipeline === undefined) return undefined;
  const reading = await services.projects.read(pipeline);
  if (reading.pipeline === null) throw unreadable(pipeline.pipeline, reading.problems[0]);
  const variables = await askVariables(services, pipeline, reading.pipeline.variables);
  return variables === undefined ? undefined : startRun(services, pipeline, { variables }, argument);
}

type Variables = Readonly<Record<string, unknown>>;
type Entry = vscode.QuickPickItem & { readonly act: 'run' | 'add' | 'reset' | { readonly name: string } };

async function askVariables(services: Services, pipeline: PipelineRef, own: Variables): Promise<Variables | undefined> {
  const remembered = keyOf('eider.variables', pipeline.project, pipeline.pipeline);
  const memory = services.context.workspaceState;
  let changed: Variables = memory.get<Variables>(remembered) ?? {};
  for (;;) {
    const chosen = await vscode.window.showQuickPick(entries(own, changed), {
      title: `Run ${pipeline.pipeline} with Variables`,
      placeHolder: 'Choose a variable to change it, or run',
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (chosen === undefined) return undefined;
    if (chosen.act === 'run') return changed;
    if (chosen.act === 'reset') changed = {};
    else changed = { ...changed, ...(await askVariable(own, changed, chosen.act === 'add' ? null : chosen.act.name)) };
    await memory.update(remembered, changed);
  }
}

function entries(own: Variables, changed: Variables): Entry[] {
  const count = Object.keys(changed).length;
  const names = [...new Set([...Object.keys(own), ...Object.keys(changed)])];
  return [
    {
      label: '$(play) Run',
      description: count === 0 ? 'with the variables as they are' : `with ${count} changed`,
      act: 'run',
    },
    ...names.map((name): Entry => {
      const value = name in changed ? changed[name] : own[name];
      return {
        label: name,
        description: shown(value),
        detail:
          name in changed
            ? `${typeName(value)}, changed from ${name in own ? shown(own[name]) : 'nothing'}`
            : typeName(value),
        act: { name },
      };
    }),
    { label: '$(add) Add a variable', act: 'add' },
    ...(count === 0 ? [] : [{ label: '$(discard) Forget all changes', act: 'reset' } as const]),
  ];
}

/** The variable with its new value; nothing when the user gives up. */
async function askVariable(own: Variables, changed: Variables, given: string | null): Promise<Variables> {
  const name = given ?? (await askName());
  if (name === undefined) return {};
  const before = name in changed ? changed[name] : own[name];
  const text = await vscode.window.showInputBox({
    title: name,
    prompt: 'The value, as in YAML',
    value: before === undefined ? '' : shown(before),
    ignoreFocusOut: true,
    validateInput: (value) => faultOf(value, own[name]),
  });
  return text === undefined ? {} : { [name]: parseValue(text) };
}

function askName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Name of the variable',
    ignoreFocusOut: true,
    validateInput: (name) =>
      /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? null : 'Letters, digits and _, not beginning with a digit.',
  });
}

/** Why a text cannot be the value of a variable that had another; null when it can. */
function faultOf(text: string, before: unknown): string | null {
  let value: unknown;
  try {
    value = parseValue(text);
  } catch (error) {
    return `This is no YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`;
  }
  if (before === undefined || before === null || value === null || typeName(value) === typeName(before)) return null;
  return `The pipeline has ${typeName(before)} here, this is ${typeName(value)}. Quote a text that looks like something else.`;
}

function parseValue(text: string): unknown {
  const value: unknown = parse(text);
  return value;
}

function shown(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}
