import { TreeView } from './tree-view';
import type { Workbench } from './workbench';

/** The list of data products, each of which unfolds to the blocks it gives and those that read it. */
export class ProductsView extends TreeView {
  constructor(workbench: Workbench) {
    super(workbench, 'Data Products');
  }
}
