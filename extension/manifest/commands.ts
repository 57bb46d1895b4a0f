import type { BlockRef, PackagesRef, Place, ProductRef, RunRef, Target } from '../target';

/**
 * Every command with its argument and result. Menus and keybindings call without the argument or with a tree element;
 * `resolveTarget` understands both. The manifest, this map and the handlers are kept equal by a test and the compiler.
 */
export interface CommandMap {
  'eider.newProject': { argument: undefined; result: undefined };
  'eider.newPipeline': { argument: Target | undefined; result: undefined };
  'eider.newBlock': { argument: Target | undefined; result: undefined };
  'eider.addChart': { argument: BlockRef | undefined; result: undefined };
  'eider.runPipeline': { argument: Target | undefined; result: RunRef | undefined };
  'eider.runBlock': { argument: BlockRef | undefined; result: RunRef | undefined };
  'eider.runBlockWithUpstream': { argument: BlockRef | undefined; result: RunRef | undefined };
  'eider.debugBlock': { argument: BlockRef | undefined; result: RunRef | undefined };
  'eider.openConsole': { argument: BlockRef | undefined; result: undefined };
  'eider.runFromHere': { argument: BlockRef | undefined; result: RunRef | undefined };
  'eider.runChanged': { argument: Target | undefined; result: RunRef | undefined };
  'eider.runWithVariables': { argument: Target | undefined; result: RunRef | undefined };
  'eider.runWithInteraction': { argument: Target | undefined; result: RunRef | undefined };
  'eider.explainRun': { argument: Target | undefined; result: undefined };
  'eider.retryRun': { argument: RunRef | undefined; result: RunRef | undefined };
  'eider.setSecret': { argument: undefined; result: undefined };
  'eider.deleteSecret': { argument: undefined; result: undefined };
  'eider.selectPython': { argument: Target | undefined; result: undefined };
  'eider.newPythonEnvironment': { argument: Target | undefined; result: undefined };
  'eider.installPackages': { argument: BlockRef | PackagesRef | Target | undefined; result: undefined };
  'eider.cancelRun': { argument: RunRef | undefined; result: undefined };
  'eider.openBlock': { argument: BlockRef | undefined; result: undefined };
  'eider.openPipelineFile': { argument: Target | undefined; result: undefined };
  'eider.openLocation': { argument: Place; result: undefined };
  'eider.showOutput': { argument: BlockRef | undefined; result: undefined };
  'eider.showFound': { argument: undefined; result: undefined };
  'eider.showExperiments': { argument: Target | undefined; result: undefined };
  'eider.showGraph': { argument: Target | undefined; result: undefined };
  'eider.showLogs': { argument: Target | undefined; result: undefined };
  'eider.makeDataProduct': { argument: ProductRef | undefined; result: RunRef | undefined };
  'eider.openDataProduct': { argument: ProductRef | undefined; result: undefined };
  'eider.deleteBlock': { argument: BlockRef | undefined; result: undefined };
  'eider.showMlflowRuns': { argument: Target | undefined; result: undefined };
  'eider.refresh': { argument: undefined; result: undefined };
  'eider.showMoreRuns': { argument: undefined; result: undefined };
  'eider.showDiagnostics': { argument: undefined; result: undefined };
}

export type CommandName = keyof CommandMap;
export type CommandResult<Name extends CommandName> = CommandMap[Name]['result'];
