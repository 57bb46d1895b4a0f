import type { CoreServices } from './core-services';
import type { GraphPanels } from './graph/graph-panels';
import type { OutputView } from './output/output-view';
import type { RunsTree } from './runs-view/runs-tree';

/** What commands work with: the services and the views, which are made of them. */
export interface Services extends CoreServices {
  readonly graphs: GraphPanels;
  readonly output: OutputView;
  readonly runsTree: RunsTree;
}
