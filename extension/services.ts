import type { CoreServices } from './core-services';
import type { ExperimentsPanels } from './experiments/experiments-panels';
import type { FoundPanels } from './found/found-panels';
import type { GraphPanels } from './graph/graph-panels';
import type { MlflowDocuments } from './mlflow/mlflow-document';
import type { OutputView } from './output/output-view';
import type { RunsTree } from './runs-view/runs-tree';

/** What commands work with: the services and the views, which are made of them. */
export interface Services extends CoreServices {
  readonly experiments: ExperimentsPanels;
  readonly found: FoundPanels;
  readonly graphs: GraphPanels;
  readonly mlflow: MlflowDocuments;
  readonly output: OutputView;
  readonly runsTree: RunsTree;
}
