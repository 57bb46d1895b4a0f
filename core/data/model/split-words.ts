import { nameOf, type BoosterModel } from '../../learn/boost/booster-model';
import type { RegressionTree } from '../../learn/boost/tree';
import { categoryNames } from './category-names';
import { floatWords } from './float-words';

/** Categories that are named; more are counted. */
const namedCategories = 12;

/** A question of a tree in words, and where its answers lead. */
export interface SplitWords {
  readonly feature: string;
  /** As in `DrawnSplit` of core/protocol/model.ts. */
  readonly test: string;
  readonly yes: number;
  readonly no: number;
  readonly missing: number;
}

/** What a node of a tree asks, with XGBoost's yes and no; null for a leaf. */
export function splitWords(model: BoosterModel, tree: RegressionTree, node: number): SplitWords | null {
  const left = tree.leftChildren[node] ?? -1;
  const right = tree.rightChildren[node] ?? -1;
  if (left < 0) return null;
  const feature = tree.splitIndices[node] ?? 0;
  const name = nameOf(model, feature);
  const missing = tree.defaultLeft[node] === 1 ? left : right;
  if (tree.splitType[node] === 1) {
    const test = `is ${categoriesWords(model, tree, node, feature)}`;
    return { feature: name, test, yes: right, no: left, missing };
  }
  const threshold = tree.splitConditions[node] ?? 0;
  switch (model.featureTypes?.[feature]) {
    case 'i':
      return { feature: name, test: '', yes: missing === left ? right : left, no: missing, missing };
    case 'int':
      return { feature: name, test: `< ${Math.ceil(threshold)}`, yes: left, no: right, missing };
    default:
      return { feature: name, test: `< ${floatWords(threshold)}`, yes: left, no: right, missing };
  }
}

/** `Bronx`, `one of Astoria, Harlem`, `one of 40 categories: 1, 2 …`. */
function categoriesWords(model: BoosterModel, tree: RegressionTree, node: number, feature: number): string {
  const { categories } = tree.categorySets.find((set) => set.node === node) ?? { categories: new Int32Array() };
  const names = categoryNames(model, feature);
  const shown = Array.from(categories.subarray(0, namedCategories), (category) => names?.[category] ?? `#${category}`);
  if (categories.length === 1) return shown.join();
  const list = shown.join(', ');
  return categories.length > namedCategories ? `one of ${categories.length} categories: ${list} …` : `one of ${list}`;
}
