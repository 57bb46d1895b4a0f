import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { CONSOLE_ARGUMENTS, consoleEnvironment, consoleFolder } from '../../core/blocks/python/console';
import { EiderError } from '../../core/errors';
import { requireCode } from '../../core/project/block-code';
import { askCli } from '../cli';
import { chosenPython } from '../python/chosen-python';
import { requireTrust, saveFiles } from '../runs/run-service';
import type { Services } from '../services';
import { askBlock, blockEntry, pick } from './ask';

const checkSchema = v.object({ items: v.nullable(v.array(v.string())), python: v.string() });

/** Opens a terminal with an interactive interpreter in which the inputs of a Python block are loaded. */
export async function openConsole(services: Services, argument: unknown): Promise<undefined> {
  requireTrust();
  const placeholder = 'Choose the Python block whose inputs to load';
  const ref = await askBlock(services, argument, { placeholder, runnable: true, languages: ['python'] });
  if (ref === undefined) return;
  const { project, pipeline, block } = ref;
  const entry = await blockEntry(services, ref);
  requireCode(entry);
  const { name, language } = entry;
  if (language !== 'python') {
    throw new EiderError({
      code: 'block_not_python',
      message: `Block ${block} is in ${language}; a terminal with its inputs is there for Python blocks.`,
      remedy: 'Look at what its upstream blocks gave with "Show Output"; a TypeScript block has "Debug Block".',
    });
  }
  services.selection.select(ref);
  await saveFiles(project);
  const { extensionPath } = services.context;
  const chosen = await chosenPython(project);
  const environment = chosen === null ? {} : { EIDER_PYTHON: chosen.command };
  const command = (target: string, flag: string) => ['console', target, '--project', project, flag];
  // what is wrong is said here: a terminal whose process has ended is gone
  const check = (target: string) =>
    askCli(extensionPath, checkSchema, command(target, '--check'), undefined, environment);
  const whole = `${pipeline}/${block}`;
  const { items, python } = await check(whole);
  const item = items === null ? null : await askItem(items, name);
  if (item === undefined) return;
  const target = item === null ? whole : `${whole}:${item}`;
  if (item !== null) await check(target);
  const dist = path.join(extensionPath, 'dist');
  const source = [process.execPath, path.join(dist, 'cli.js'), ...command(target, '--task')];
  const terminal = vscode.window.createTerminal({
    name: item === null ? name : `${name}:${item}`,
    iconPath: new vscode.ThemeIcon('terminal'),
    shellPath: python,
    shellArgs: CONSOLE_ARGUMENTS,
    cwd: consoleFolder(dist),
    env: { ...environment, ...consoleEnvironment(dist, source) },
    isTransient: true, // another window would find an interpreter that has forgotten everything
  });
  terminal.show();
}

/** One of the runs that a block below a dynamic one would have. */
async function askItem(items: readonly string[], block: string): Promise<string | undefined> {
  if (items.length === 0) {
    throw new EiderError({
      code: 'item_unknown',
      message: `Block ${block} would not run at all: the block above it gave no items.`,
      remedy: 'Look at what that block gives with "Show Output".',
    });
  }
  const choices = items.map((name) => ({ label: name, value: name }));
  return pick(choices, `${block} runs once for each item: choose one`);
}
