import { EiderError } from '../../errors';
import { Booster } from '../../learn/boost/booster';
import { dumpTrees } from '../../learn/boost/dump';
import { formatOf, type Model } from '../../learn/models';
import type { Preview } from '../../protocol/data';
import type { ImportanceKind, ModelImportances, ModelSummary, ModelTree } from '../../protocol/model';
import { pythonObject } from '../../protocol/python-object';
import type { StoredOutput } from '../../protocol/outputs';
import type { LocatedOutput } from '../../store/outputs';
import { boosterSummary } from './booster-summary';
import { fittedSummary } from './fitted-summary';
import { importancesOf } from './importances';
import { storedModel } from './stored-model';
import { treeOf, treePart } from './tree-part';

// What is asked about outputs that are models. This file brings core/learn with it, so it is imported when it is needed.

/** Characters of a tree's text. */
const mostText = 256 * 1024;

/** What the model of an output is; null when it is not understood here. Throws as {@link storedModel}. */
export async function lookAtModel(located: LocatedOutput, signal?: AbortSignal): Promise<ModelSummary | null> {
  const model = await storedModel(located, signal);
  if (model === null) return null;
  const title = titleOf(model, located.output);
  return model instanceof Booster ? boosterSummary(model, title, located.output.note) : fittedSummary(model, title);
}

/** Throws `importance_unknown`, and what {@link storedModel} throws. */
export async function lookAtImportances(
  located: LocatedOutput,
  { kind, most }: { readonly kind: ImportanceKind; readonly most: number },
  signal?: AbortSignal,
): Promise<ModelImportances> {
  return importancesOf(await understood(located, signal), kind, most);
}

/** Throws `tree_missing`, `model_not_booster`, and what {@link storedModel} throws. */
export async function lookAtTree(
  located: LocatedOutput,
  { tree, root, levels }: { readonly tree: number; readonly root: number; readonly levels: number },
  signal?: AbortSignal,
): Promise<ModelTree> {
  return treePart(await booster(located, signal), tree, root, levels);
}

/** A tree as XGBoost's `get_dump` writes it, with gain and cover. Throws as {@link lookAtTree}. */
export async function treeText(
  located: LocatedOutput,
  { tree }: { readonly tree: number },
  signal?: AbortSignal,
): Promise<Preview> {
  const found = await booster(located, signal);
  const [text = ''] = dumpTrees({ ...found.model, trees: [treeOf(found, tree)] }, { withStats: true });
  return { text: text.slice(0, mostText), truncated: text.length > mostText };
}

async function booster(located: LocatedOutput, signal?: AbortSignal): Promise<Booster> {
  const model = await storedModel(located, signal);
  if (model instanceof Booster) return model;
  throw noBooster(located.output.name);
}

async function understood(located: LocatedOutput, signal?: AbortSignal): Promise<Model> {
  const model = await storedModel(located, signal);
  if (model !== null) return model;
  throw noBooster(located.output.name);
}

function noBooster(name: string): EiderError {
  return new EiderError({
    code: 'model_not_booster',
    message: `Output ${name} is not a booster that is understood here, so it has no trees to show.`,
    remedy: 'Look at its preview instead.',
  });
}

/** `XGBRegressor`, `Booster`, `StandardScaler`. */
function titleOf(model: Model, output: StoredOutput): string {
  const format = formatOf(model);
  if (format === null) return pythonObject(output)?.type.split('.').at(-1) ?? 'Booster';
  const words = format.replace(/^eider\./, '').split('_');
  return words.map((word) => (/^sv[cr]$/.test(word) ? word.toUpperCase() : capitalized(word))).join('');
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
