import type { ChartCell } from './charts';

/**
 * What counts for a feature of a booster, as XGBoost names it: the gain and the cover (the sum of the hessians) of its splits
 * on average and in total, and how many there are (`weight`).
 */
export const boosterImportances = ['gain', 'weight', 'cover', 'total_gain', 'total_cover'] as const;
/** And of a forest: its share in all by which the splits have lowered the impurity. */
export const importanceKinds = [...boosterImportances, 'impurity'] as const;
export type ImportanceKind = (typeof importanceKinds)[number];

/** A fact about a model in words: `Rounds`, `100`. */
export interface ModelFact {
  readonly label: string;
  readonly value: string;
}

/** What a model consists of, in rows: coefficients, categories, statistics. */
export interface ModelTable {
  readonly title: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly ChartCell[])[];
  /** Rows that are there beyond these. */
  readonly left: number;
}

/**
 * The trees of a booster, in the order in which XGBoost numbers them: round by round, in each round output (class or
 * target) by output, and of each output `perOutput` of them.
 */
export interface ModelTrees {
  readonly count: number;
  readonly rounds: number;
  readonly outputs: number;
  readonly perOutput: number;
}

/** What a model is: everything that is shown at once, and what more can be asked about it. */
export interface ModelSummary {
  readonly title: string;
  readonly facts: readonly ModelFact[];
  /** Importances that can be asked for; none for a model that has no trees. */
  readonly importances: readonly ImportanceKind[];
  readonly trees: ModelTrees | null;
  readonly tables: readonly ModelTable[];
}

/** The most important features, the greatest first. Features that no split asks about are only counted. */
export interface ModelImportances {
  readonly kind: ImportanceKind;
  readonly bars: readonly { readonly feature: string; readonly value: number; readonly splits: number }[];
  /** What the other features come to: of an average the average over their splits, else the sum. */
  readonly rest: { readonly features: number; readonly value: number; readonly splits: number };
  readonly unused: number;
}

interface DrawnNode {
  /** Its number in the tree. */
  readonly node: number;
  /** Null for the first one that is shown. */
  readonly parent: number | null;
  /** The answer that leads to it, and whether a row without the feature is led there too. */
  readonly answer: { readonly yes: boolean; readonly missing: boolean } | null;
  /** The sum of the hessians of its rows: of a squared error, how many they are. */
  readonly cover: number;
  /** How many answers lead from the first one that is shown to it. */
  readonly level: number;
  /** Top left corner. */
  readonly x: number;
  readonly y: number;
}
export interface DrawnSplit extends DrawnNode {
  readonly kind: 'split';
  readonly feature: string;
  /** What is asked of the feature: `< 2.5`, `is one of a, b`; empty for an indicator, of which it is asked whether it is set. */
  readonly test: string;
  readonly gain: number;
  /** Nodes below it that are not shown. */
  readonly hidden: number;
}
export interface DrawnLeaf extends DrawnNode {
  readonly kind: 'leaf';
  readonly value: number;
}

/** Size of a node's box; a tree is laid out from left to right in the same unit. */
export const treeBox = { width: 196, height: 44 } as const;

/** A part of one tree, laid out: a node and some levels below it. */
export interface ModelTree {
  readonly tree: number;
  readonly round: number;
  readonly output: number;
  /** What DART multiplies its leaves with; 1 for others. */
  readonly weight: number;
  /** Of the whole tree: its nodes, its leaves, and questions on the longest way to a leaf. */
  readonly nodes: number;
  readonly leaves: number;
  readonly depth: number;
  /** From the root to the node that is shown first, without it: where one can go back to. */
  readonly path: readonly { readonly node: number; readonly text: string }[];
  readonly shown: readonly (DrawnSplit | DrawnLeaf)[];
  readonly width: number;
  readonly height: number;
}
