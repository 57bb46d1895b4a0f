import * as v from 'valibot';
import type { Booster } from '../../learn/boost/booster';
import { nameOf, type BoosterModel } from '../../learn/boost/booster-model';
import { importanceOf } from '../../learn/boost/importance';
import { boosterImportances, type ModelFact, type ModelSummary, type ModelTable } from '../../protocol/model';
import type { OutputNote } from '../../protocol/outputs';
import { floatWords } from './float-words';
import { count, modelTable } from './model-table';

/** Names of categorical features and base scores of classes that are listed. */
const listed = 8;

/** Attributes that other facts say, or that only programs read. */
const ownAttributes = new Set(['best_iteration', 'best_score', 'scikit_learn', 'eider_parameters']);

/** What a booster is; `note` is what Python has stored beside its file. */
export function boosterSummary(booster: Booster, title: string, note: OutputNote | undefined): ModelSummary {
  const { model, outputs, iterations } = booster;
  const parameters = parametersTable(booster, note);
  return {
    title,
    facts: [...shapeFacts(booster), ...featureFacts(model), ...resultFacts(booster), ...otherFacts(model)],
    importances: model.trees.length === 0 ? [] : boosterImportances,
    trees:
      model.trees.length === 0
        ? null
        : { count: model.trees.length, rounds: iterations, outputs, perOutput: model.numParallelTree },
    tables: parameters === null ? [] : [parameters],
  };
}

function shapeFacts({ model, outputs, iterations }: Booster): ModelFact[] {
  const { trees, numClass, numTarget, numParallelTree, treeWeights } = model;
  const parts = [
    ...(outputs > 1 ? [`${count(outputs)} ${numClass > 1 ? 'classes' : 'targets'}`] : []),
    ...(numParallelTree > 1 ? [`${count(numParallelTree)} at a time`] : []),
  ];
  const leaves = trees.reduce((sum, { leftChildren, parents }) => sum + leavesOf(leftChildren, parents), 0);
  return [
    { label: 'Objective', value: model.objective.name },
    ...(treeWeights === null ? [] : [{ label: 'Booster', value: 'dart' }]),
    { label: 'Rounds', value: count(iterations) },
    {
      label: 'Trees',
      value: parts.length === 0 ? count(trees.length) : `${count(trees.length)} (${parts.join(', ')})`,
    },
    { label: 'Leaves', value: count(leaves) },
    ...(numClass > 1 ? [{ label: 'Classes', value: count(numClass) }] : []),
    ...(numTarget > 1 ? [{ label: 'Targets', value: count(numTarget) }] : []),
  ];
}

/** Nodes that were pruned stay in the arrays, without a parent that leads to them; the root has none either. */
function leavesOf(leftChildren: Int32Array, parents: Int32Array): number {
  let leaves = 0;
  for (let node = 0; node < leftChildren.length; node += 1) {
    const isLeaf = leftChildren[node] === -1;
    const parent = parents[node] ?? -1;
    const isReached = node === 0 || (parent >= 0 && parent < leftChildren.length && leftChildren[parent] !== -1);
    if (isLeaf && isReached) leaves += 1;
  }
  return leaves;
}

function featureFacts(model: BoosterModel): ModelFact[] {
  const unused = importanceOf(model, 'weight').filter((splits) => splits === 0).length;
  const categorical = (model.featureTypes ?? []).flatMap((type, feature) =>
    type === 'c' ? [nameOf(model, feature)] : [],
  );
  const more = categorical.length > listed ? [`and ${count(categorical.length - listed)} more`] : [];
  const named = [...categorical.slice(0, listed), ...more].join(', ');
  return [
    {
      label: 'Features',
      value: unused === 0 ? count(model.numFeature) : `${count(model.numFeature)}, ${count(unused)} of them not used`,
    },
    ...(categorical.length === 0 ? [] : [{ label: 'Categorical', value: named }]),
  ];
}

function resultFacts({ model, bestIteration, bestScore }: Booster): ModelFact[] {
  const scores = Array.from(model.baseScore.subarray(0, listed), floatWords);
  const more = model.baseScore.length > listed ? ' …' : '';
  return [
    { label: 'Base score', value: `${scores.join(', ')}${more}` },
    ...(bestIteration === null ? [] : [{ label: 'Best iteration', value: `${count(bestIteration)} (from 0)` }]),
    ...(bestScore === null ? [] : [{ label: 'Best score', value: String(Number(bestScore.toPrecision(8))) }]),
  ];
}

function otherFacts({ version, attributes }: BoosterModel): ModelFact[] {
  const own = Object.entries(attributes).filter(([label]) => !ownAttributes.has(label));
  return [
    ...own.map(([label, value]) => ({ label, value })),
    ...(version === null ? [] : [{ label: 'Written by', value: `XGBoost ${version.join('.')}` }]),
  ];
}

const noteSchema = v.object({
  params: v.optional(v.record(v.string(), v.unknown())),
  config: v.optional(v.string()),
});
const configSchema = v.object({
  learner: v.object({
    gradient_booster: v.object({ tree_train_param: v.record(v.string(), v.string()) }),
    learner_train_param: v.optional(v.object({ objective: v.optional(v.string()) })),
  }),
});

/** Parameters that XGBoost's configuration lists under two names. */
const doubled = new Set(['learning_rate', 'min_split_loss', 'reg_alpha', 'reg_lambda']);

/** What the booster was trained with, as far as it is known: its own parameters, or those that Python has noted. */
function parametersTable(booster: Booster, note: OutputNote | undefined): ModelTable | null {
  const parsed = v.safeParse(noteSchema, note ?? {});
  const noted = parsed.success ? (parsed.output.params ?? configured(parsed.output.config)) : {};
  const own = Object.entries(booster.parameters);
  const entries = own.length > 0 ? own : Object.entries(noted);
  if (entries.length === 0) return null;
  return modelTable('Parameters', ['Parameter', 'Value'], entries.length, (at) => {
    const [name = '', value = null] = entries[at] ?? [];
    return [name, typeof value === 'string' ? value : JSON.stringify(value)];
  });
}

function configured(config: string | undefined): Readonly<Record<string, string>> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), configSchema), config);
  if (!parsed.success) return {};
  const all = Object.entries(parsed.output.learner.gradient_booster.tree_train_param);
  return Object.fromEntries(all.filter(([name]) => !doubled.has(name)));
}
