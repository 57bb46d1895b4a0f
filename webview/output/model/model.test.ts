import { describe, expect, it } from 'vitest';
import type { DrawnLeaf, DrawnSplit } from '../../../core/protocol/model';
import { restText } from './importance-words';
import { nodeSentence, nodeTitle } from './node-words';
import { nextNode } from './tree-keys';
import { treeChoice, treeNumber } from './tree-number';

describe('the number of a tree', () => {
  const forest = { count: 60, rounds: 5, outputs: 3, perOutput: 4 };

  it('counts rounds, then outputs, then those of an output', () => {
    expect(treeNumber(forest, { round: 2, output: 1, part: 3 })).toBe(2 * 12 + 4 + 3);
    for (let tree = 0; tree < forest.count; tree += 1) expect(treeNumber(forest, treeChoice(forest, tree))).toBe(tree);
  });

  it('stays among those that there are', () => {
    expect(treeNumber(forest, { round: 99, output: 0, part: 0 })).toBe(59);
    expect(treeNumber(forest, { round: -1, output: 9, part: 9 })).toBe(11);
  });
});

const split = (node: number, parent: number | null, level: number, y: number, hidden = 0): DrawnSplit => ({
  ...{ kind: 'split', feature: 'hour', test: '< 7', gain: 12.5, cover: 300, hidden },
  ...{ node, parent, level, x: level * 260, y, answer: parent === null ? null : { yes: true, missing: true } },
});
const leaf = (node: number, parent: number, level: number, y: number): DrawnLeaf => ({
  ...{ kind: 'leaf', value: -0.25, cover: 7, node, parent, level, x: level * 260, y },
  answer: { yes: false, missing: false },
});
const shown = [
  split(0, null, 0, 40),
  split(1, 0, 1, 20),
  split(2, 0, 1, 80),
  leaf(3, 1, 2, 0),
  leaf(4, 1, 2, 40),
  leaf(5, 2, 2, 60),
];

describe('going through a tree by keys', () => {
  it('leads to children, to the parent, and along a level', () => {
    expect(nextNode(shown, 0, 'ArrowRight')).toBe(1);
    expect(nextNode(shown, 5, 'ArrowLeft')).toBe(2);
    expect(nextNode(shown, 4, 'ArrowDown')).toBe(5);
    expect(nextNode(shown, 4, 'ArrowUp')).toBe(3);
    expect(nextNode(shown, 5, 'Home')).toBe(0);
  });

  it('ends where the tree does, and leaves other keys alone', () => {
    expect(nextNode(shown, 0, 'ArrowLeft')).toBeNull();
    expect(nextNode(shown, 3, 'ArrowRight')).toBeNull();
    expect(nextNode(shown, 3, 'ArrowUp')).toBeNull();
    expect(nextNode(shown, 3, 'a')).toBeNull();
  });
});

describe('what is said of a model', () => {
  it('tells of a node how it is reached and what is below it', () => {
    expect(nodeSentence(split(9, 4, 1, 0, 14))).toBe('yes, or missing: hour < 7, gain 12.5, cover 300, 14 nodes below');
    expect(nodeSentence(leaf(9, 4, 1, 0))).toBe('no: leaf -0.25, cover 7');
  });

  it('shows no control characters of a feature', () => {
    expect(nodeTitle({ ...split(0, null, 0, 0), feature: 'a\u001b\u202e' })).toBe('a␛[U+202E] < 7');
  });

  it('tells a sum of the other features from an average', () => {
    const rest = { features: 2, value: 1234.5, splits: 9 };
    expect(restText({ kind: 'total_gain', rest, unused: 0 })).toBe('2 other features: 1,235 in total');
    expect(restText({ kind: 'gain', rest, unused: 3 })).toBe('2 other features: 1,235 on average; 3 features not used');
    expect(restText({ kind: 'gain', rest: { ...rest, features: 0 }, unused: 1 })).toBe('1 feature not used');
  });
});
