import type { ImportancesQuery, Preview, TreePartQuery } from '../../core/protocol/data';
import {
  boosterImportances,
  treeBox,
  type DrawnLeaf,
  type DrawnSplit,
  type ModelImportances,
  type ModelSummary,
  type ModelTree,
} from '../../core/protocol/model';

const features = ['trip_distance', 'PU_DO=74_75', 'hour', 'a feature with a name that is far too long for its place'];

/** A made-up booster of three classes. */
export const fakeModel: ModelSummary = {
  title: 'XGBClassifier',
  facts: [
    { label: 'Objective', value: 'multi:softprob' },
    { label: 'Rounds', value: '100' },
    { label: 'Trees', value: '300 (3 classes)' },
    { label: 'Features', value: '7,027, 6,800 of them not used' },
    { label: 'Best iteration', value: '86 (from 0)' },
  ],
  importances: boosterImportances,
  trees: { count: 300, rounds: 100, outputs: 3, perOutput: 1 },
  tables: [
    {
      title: 'Parameters',
      headers: ['Parameter', 'Value'],
      rows: [
        ['max_depth', '6'],
        ['learning_rate', '0.1'],
        ['tree_method', 'hist'],
      ],
      left: 0,
    },
  ],
};

export function fakeImportances({ kind, most }: ImportancesQuery): ModelImportances {
  const bars = Array.from({ length: Math.min(227, most) }, (_, at) => ({
    ...{ feature: `${features[at % 4] ?? ''}${at < 4 ? '' : ` ${at}`}`, value: 90_000 * 0.7 ** at, splits: 300 - at },
  }));
  return { kind, bars, rest: { features: 227 - bars.length, value: 12.5, splits: 400 }, unused: 6800 };
}

/** A whole tree of as many levels as are asked for, below which there is always more. */
export function fakeTree({ tree, root, levels }: TreePartQuery): ModelTree {
  const shown: (DrawnSplit | DrawnLeaf)[] = [];
  const across = (place: number) => place * (treeBox.height + 12);
  const draw = (level: number, first: number, node: number, parent: number | null) => {
    const width = 2 ** (levels - level);
    const isLeaf = level > 1 && node % 5 === 0;
    const answer = parent === null ? null : { yes: node % 2 === 1, missing: node % 3 === 0 };
    const drawn = {
      ...{ node, parent, answer, level, cover: 4096 / 2 ** level },
      ...{ x: level * (treeBox.width + 64), y: across(first + (width - 1) / 2) },
    };
    if (isLeaf) shown.push({ ...drawn, kind: 'leaf', value: (node - 9) / 7 });
    else {
      const feature = features[node % 4] ?? '';
      const hidden = level === levels ? 14 : 0;
      shown.push({ ...drawn, kind: 'split', feature, test: `< ${node / 2}`, gain: 9000 / (node + 1), hidden });
    }
    if (isLeaf || level === levels) return;
    draw(level + 1, first, 2 * node + 1, node);
    draw(level + 1, first + width / 2, 2 * node + 2, node);
  };
  draw(0, 0, root, null);
  return {
    ...{ tree, round: Math.floor(tree / 3), output: tree % 3, weight: 1, nodes: 511, leaves: 256, depth: 8, shown },
    path: root === 0 ? [] : [{ node: 0, text: 'trip_distance < 0.5: no' }],
    width: levels * (treeBox.width + 64) + treeBox.width,
    height: across(2 ** levels - 1) + treeBox.height,
  };
}

export const fakeTreeText: Preview = {
  text: '0:[trip_distance<0.5] yes=1,no=2,missing=2,gain=9000,cover=4096\n\t1:leaf=-0.5,cover=2048\n\t2:leaf=0.5,cover=2048\n',
  truncated: false,
};
