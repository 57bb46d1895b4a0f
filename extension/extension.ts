import path from 'node:path';
import type * as vscode from 'vscode';
import { openDataClient } from '../core/data/client';
import { registerCommands } from './commands/commands';
import { createErrors } from './errors';
import { ExperimentsPanels } from './experiments/experiments-panels';
import { offerReport } from './found/first-opening';
import { FoundPanels } from './found/found-panels';
import { FreshnessStore } from './freshness/freshness-store';
import { GraphPanels } from './graph/graph-panels';
import { LanguageService } from './language-client';
import { MlflowDocuments } from './mlflow/mlflow-document';
import { openLog } from './log';
import { OutputView } from './output/output-view';
import { PipelinesTree } from './pipelines-view/pipelines-tree';
import { ProductsTree } from './products-view/products-tree';
import { registerTrees } from './trees';
import { followActiveEditor } from './projects/active-editor';
import { provideEditorTypes } from './projects/editor-types';
import { ProjectStore } from './projects/project-store';
import { PythonStatusBar } from './python/status-bar';
import { PythonStore } from './python/python-store';
import { RunService } from './runs/run-service';
import { RunStatusBar } from './runs/status-bar';
import { RunStore } from './runs/run-store';
import { RunsTree } from './runs-view/runs-tree';
import { SecretStore } from './secret-store';
import { Selection } from './selection';
import type { CoreServices } from './core-services';
import type { Services } from './services';

let languages: LanguageService | null = null;

/** Wires everything together. Nothing is read from disk and no process is started before a view or a command asks. */
export function activate(context: vscode.ExtensionContext): void {
  const log = openLog();
  const projects = new ProjectStore();
  const runs = new RunStore(log);
  const freshness = new FreshnessStore(context.extensionPath, projects, runs, log);
  const secrets = new SecretStore(context);
  const runner = new RunService(runs, log, secrets, context);
  const pythons = new PythonStore(log);
  const data = openDataClient(path.join(context.extensionPath, 'dist', 'data.js'), { log: (line) => log.info(line) });
  const selection = new Selection(context.workspaceState);
  const core: CoreServices = {
    context,
    log,
    errors: createErrors(log),
    projects,
    runs,
    freshness,
    runner,
    pythons,
    secrets,
    data,
    selection,
  };

  const experiments = new ExperimentsPanels(core);
  const found = new FoundPanels(core);
  const graphs = new GraphPanels(core);
  const mlflow = new MlflowDocuments(context.extensionPath);
  const output = new OutputView(core);
  const pipelinesTree = new PipelinesTree(projects, runs, freshness, log);
  const runsTree = new RunsTree(projects, runs);
  const productsTree = new ProductsTree(projects, runs, freshness);
  const services: Services = { ...core, experiments, found, graphs, mlflow, output, runsTree };
  languages = new LanguageService(context, log);

  context.subscriptions.push(
    log,
    projects,
    runs,
    freshness,
    runner,
    data,
    selection,
    experiments,
    found,
    graphs,
    mlflow,
    output,
    pipelinesTree,
    runsTree,
    productsTree,
    languages,
    pythons,
    new RunStatusBar(runs),
    new PythonStatusBar(core, pythons),
    registerTrees(pipelinesTree, runsTree, productsTree, selection),
    registerCommands(services),
    followActiveEditor(projects, selection, log),
    offerReport(projects, context.workspaceState, log),
    provideEditorTypes(projects, runner, log),
  );
}

/** Ends the language server; runs that go on do so without this window. */
export async function deactivate(): Promise<void> {
  await languages?.stop();
}
