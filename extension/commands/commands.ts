import * as vscode from 'vscode';
import type { CommandName, CommandResult } from '../manifest/commands';
import type { Services } from '../services';
import { addChart } from './add-chart';
import { cancelRun } from './cancel-run';
import { debugBlock } from './debug-block';
import { deleteBlock } from './delete-block';
import { deleteSecret } from './delete-secret';
import { explainRun } from './explain-run';
import { installPackages } from './install-packages';
import { makeDataProduct } from './make-data-product';
import { newBlock } from './new-block';
import { newPipeline } from './new-pipeline';
import { newProject } from './new-project';
import { newPythonEnvironment } from './new-python-environment';
import { openBlock } from './open-block';
import { openConsole } from './open-console';
import { openDataProduct } from './open-data-product';
import { openLocation } from './open-location';
import { openPipelineFile } from './open-pipeline-file';
import { refresh } from './refresh';
import { retryRun } from './retry-run';
import { runBlock } from './run-block';
import { runBlockWithUpstream } from './run-block-with-upstream';
import { runChanged } from './run-changed';
import { runFromHere } from './run-from-here';
import { runPipeline } from './run-pipeline';
import { runWithInteraction } from './run-with-interaction';
import { runWithVariables } from './run-with-variables';
import { selectPython } from './select-python';
import { setSecret } from './set-secret';
import { showDiagnostics } from './show-diagnostics';
import { showExperiments } from './show-experiments';
import { showFound } from './show-found';
import { showGraph } from './show-graph';
import { showLogs } from './show-logs';
import { showMlflowRuns } from './show-mlflow-runs';
import { showMoreRuns } from './show-more-runs';
import { showOutput } from './show-output';

/** Menus hand over tree elements, editors their URI, the palette nothing: a handler takes the argument as unknown. */
type CommandHandler<Name extends CommandName> = (services: Services, argument: unknown) => Promise<CommandResult<Name>>;

const handlers: { readonly [Name in CommandName]: CommandHandler<Name> } = {
  'eider.newProject': newProject,
  'eider.newPipeline': newPipeline,
  'eider.newBlock': newBlock,
  'eider.addChart': addChart,
  'eider.runPipeline': runPipeline,
  'eider.runBlock': runBlock,
  'eider.runBlockWithUpstream': runBlockWithUpstream,
  'eider.runFromHere': runFromHere,
  'eider.debugBlock': debugBlock,
  'eider.openConsole': openConsole,
  'eider.runChanged': runChanged,
  'eider.runWithVariables': runWithVariables,
  'eider.runWithInteraction': runWithInteraction,
  'eider.explainRun': explainRun,
  'eider.retryRun': retryRun,
  'eider.setSecret': setSecret,
  'eider.deleteSecret': deleteSecret,
  'eider.selectPython': selectPython,
  'eider.newPythonEnvironment': newPythonEnvironment,
  'eider.installPackages': installPackages,
  'eider.cancelRun': cancelRun,
  'eider.openBlock': openBlock,
  'eider.openPipelineFile': openPipelineFile,
  'eider.openLocation': openLocation,
  'eider.showOutput': showOutput,
  'eider.showFound': showFound,
  'eider.showExperiments': showExperiments,
  'eider.showGraph': showGraph,
  'eider.showLogs': showLogs,
  'eider.makeDataProduct': makeDataProduct,
  'eider.openDataProduct': openDataProduct,
  'eider.deleteBlock': deleteBlock,
  'eider.showMlflowRuns': showMlflowRuns,
  'eider.refresh': refresh,
  'eider.showMoreRuns': showMoreRuns,
  'eider.showDiagnostics': showDiagnostics,
};

/** Registers every command; what one throws is shown to the user. */
export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(name, async (argument: unknown) => {
      try {
        return await handler(services, argument);
      } catch (error) {
        services.errors.showError(error, 'command_failed');
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
