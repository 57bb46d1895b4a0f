import type { Command } from 'commander';
import { expectedText } from '../../core/project/interaction-values';
import { permissionText } from '../../core/project/permission-text';
import type { BlockInteraction, InteractionsReading } from '../../core/project/interaction-types';
import { readInteractions } from '../../core/project/interactions';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import { printable, styleFor, type Style } from '../text/ansi';
import { textTable } from '../text/table';

export function addInteractionsCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('interactions').argument('<pipeline>', 'uuid of the pipeline'))
    .description('list the interactions of a pipeline, and what each asks for')
    .action(async (uuid: string, flags: CommonFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const { pipeline } = await openPipeline(project, uuid);
      const reading: Pick<InteractionsReading, 'interactions' | 'permissions'> =
        pipeline === null ? { interactions: [], permissions: [] } : await readInteractions(pipeline);
      const style = styleFor(terminal.color);
      terminal.out(flags.json === true ? `${JSON.stringify(reading)}\n` : interactionsText(uuid, reading, style));
    });
}

function interactionsText(
  pipeline: string,
  { interactions, permissions }: Pick<InteractionsReading, 'interactions' | 'permissions'>,
  style: Style,
): string {
  if (interactions.length === 0) return `Pipeline ${pipeline} has no interactions.\n`;
  const shared = permissions.length === 0 ? [] : [style.dim(permissionText(permissions)), ''];
  return `${[...shared, ...interactions.flatMap((one) => interactionLines(pipeline, one, style))].join('\n')}\n`;
}

function interactionLines(pipeline: string, interaction: BlockInteraction, style: Style): string[] {
  const { uuid, name, block, description, variables, permissions } = interaction;
  const asked = variables.filter(({ disabled }) => !disabled);
  const table = textTable(
    ['', '', '', ''].map((title) => ({ title, align: 'left' })),
    asked.map((variable) => [
      variable.uuid,
      variable.name === variable.uuid ? '' : printable(variable.name),
      printable(expectedText(variable)),
      variable.required ? 'required' : '',
    ]),
  );
  return [
    `${style.bold(uuid)}  ${name === uuid ? '' : `${printable(name)}  `}${style.dim(`of block ${block}`)}`,
    ...(description === null ? [] : [`  ${printable(description)}`]),
    ...(permissions.length === 0 ? [] : [`  ${style.dim(permissionText(permissions))}`]),
    ...table.lines.slice(1).map((line) => `  ${line}`),
    `  ${style.accent(`eider run ${pipeline} --interaction ${uuid}${asked.map((variable) => ` --var ${variable.uuid}=…`).join('')}`)}`,
  ];
}
