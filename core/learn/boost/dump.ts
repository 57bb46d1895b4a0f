import { nameOf, type BoosterModel } from './booster-model';
import type { RegressionTree } from './tree';

export interface DumpOptions {
  /** `text` (the default) is for reading, `json` for programs. */
  readonly format?: 'text' | 'json';
  /** Adds the gain and cover of splits and the cover of leaves. */
  readonly withStats?: boolean;
}

/** Each tree as XGBoost's `get_dump` writes it. */
export function dumpTrees(model: BoosterModel, { format = 'text', withStats = false }: DumpOptions = {}): string[] {
  return model.trees.map((tree) => {
    const look = { model, tree, withStats };
    return format === 'text' ? textOf(look, 0, 0) : jsonOf(look, 0, 0);
  });
}

interface Look {
  readonly model: BoosterModel;
  readonly tree: RegressionTree;
  readonly withStats: boolean;
}

function textOf(look: Look, node: number, depth: number): string {
  const { tree, withStats } = look;
  const split = splitOf(look, node);
  const cover = `cover=${nineDigits(tree.sumHessian[node] ?? 0)}`;
  const indent = '\t'.repeat(depth);
  if (split === null) {
    const leaf = nineDigits(tree.splitConditions[node] ?? 0);
    return `${indent}${node}:leaf=${leaf}${withStats ? `,${cover}` : ''}\n`;
  }
  const { name, kind, yes, no, missing, left, right } = split;
  const stats = withStats ? `,gain=${nineDigits(tree.lossChanges[node] ?? 0)},${cover}` : '';
  const below = textOf(look, left, depth + 1) + textOf(look, right, depth + 1);
  const ways = `yes=${yes},no=${no}`;
  // XGBoost does not indent an indicator's line
  if (kind === 'indicator') return `${node}:[${name}] ${ways}${stats}\n${below}`;
  const question = kind === 'categories' ? `${name}:{${split.bound}}` : `${name}<${split.bound}`;
  return `${indent}${node}:[${question}] ${ways},missing=${missing}${stats}\n${below}`;
}

function jsonOf(look: Look, node: number, depth: number): string {
  const { tree, withStats } = look;
  const split = splitOf(look, node);
  const cover = `"cover": ${nineDigits(tree.sumHessian[node] ?? 0)}`;
  const indent = '  '.repeat(depth + 1);
  if (split === null) {
    const leaf = nineDigits(tree.splitConditions[node] ?? 0);
    return `${indent}{ "nodeid": ${node}, "leaf": ${leaf} ${withStats ? `, ${cover} ` : ''}}`;
  }
  const { name, kind, bound, yes, no, missing, left, right } = split;
  const stats = withStats ? `, "gain": ${nineDigits(tree.lossChanges[node] ?? 0)}, ${cover}` : '';
  const condition = kind === 'categories' ? `[${bound.replaceAll(',', ', ')}]` : bound;
  const ways =
    kind === 'indicator'
      ? `"yes": ${yes}, "no": ${no}`
      : `"split_condition": ${condition}, "yes": ${yes}, "no": ${no}, "missing": ${missing}`;
  const question = `"nodeid": ${node}, "depth": ${depth}, "split": ${JSON.stringify(name)}, ${ways} ${stats}`;
  const children = [left, right].map((child) => jsonOf(look, child, depth + 1)).join(', \n');
  return `${indent}{ ${question}, "children": [\n${children}\n${indent}]}`;
}

/** What a split asks and where the answers lead; null for a leaf. */
function splitOf({ model, tree }: Look, node: number) {
  const left = tree.leftChildren[node] ?? -1;
  const right = tree.rightChildren[node] ?? -1;
  if (left < 0) return null;
  const feature = tree.splitIndices[node] ?? 0;
  const threshold = tree.splitConditions[node] ?? 0;
  const missing = tree.defaultLeft[node] === 1 ? left : right;
  const split = { name: nameOf(model, feature), left, right, missing };
  if (tree.splitType[node] === 1) {
    const { categories } = tree.categorySets.find((set) => set.node === node) ?? { categories: [] };
    return { ...split, kind: 'categories', bound: categories.join(','), yes: right, no: left } as const;
  }
  switch (model.featureTypes?.[feature]) {
    case 'i': {
      const other = missing === left ? right : left;
      return { ...split, kind: 'indicator', bound: '', yes: other, no: missing } as const;
    }
    case 'int':
      return { ...split, kind: 'threshold', bound: String(Math.ceil(threshold)), yes: left, no: right } as const;
    default:
      return { ...split, kind: 'threshold', bound: nineDigits(threshold), yes: left, no: right } as const;
  }
}

/** As C's `%.9g`, which tells all 32-bit floats apart. */
function nineDigits(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
  const [digits = '', exponent = '0'] = rounded(value).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 9) return trimmed(Number(`${digits}e${power}`).toFixed(8 - power));
  return `${trimmed(digits)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Nine digits and an exponent; half a last digit is rounded to the even one, as in C, and not up, as in JavaScript. */
function rounded(value: number): string {
  const ten = value.toExponential(9);
  const [digits = '', exponent = '0'] = ten.split('e');
  const isHalf = digits.endsWith('5') && Number(ten) === value;
  const isAfterEven = '02468'.includes(digits.at(-2) ?? '');
  return isHalf && isAfterEven ? `${digits.slice(0, -1)}e${exponent}` : value.toExponential(8);
}

function trimmed(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
