import type { DrawnLeaf, DrawnSplit, ModelTree } from '../../core/protocol/model';
import { oneLine, type Style } from '../text/ansi';
import { shortNumber } from '../text/bars';
import { formatCount, plural } from '../text/format';

/** A tree of a booster as lines: what answers yes is above what answers no. */
export function treeLines(tree: ModelTree, style: Style): string[] {
  const { shown, nodes, leaves, depth, round, output, weight } = tree;
  const facts = [
    `round ${formatCount(round)}`,
    ...(output > 0 ? [`output ${output}`] : []),
    plural(nodes, 'node'),
    plural(leaves, 'leaf', 'leaves'),
    `${plural(depth, 'question')} deep`,
    ...(weight === 1 ? [] : [`weight ${shortNumber(weight)}`]),
  ];
  const lines = [`${style.bold(`Tree ${tree.tree}`)}  ${style.dim(facts.join(', '))}`];
  const below = new Map<number | null, (DrawnSplit | DrawnLeaf)[]>();
  for (const node of shown) below.set(node.parent, [...(below.get(node.parent) ?? []), node]);

  function write(node: DrawnSplit | DrawnLeaf, lead: string, own: string): void {
    lines.push(`${style.dim(own)}${nodeText(node, style)}`);
    const children = below.get(node.node) ?? [];
    for (const [at, child] of children.entries()) {
      const isLast = at === children.length - 1;
      write(child, `${lead}${isLast ? '   ' : '│  '}`, `${lead}${isLast ? '└─ ' : '├─ '}`);
    }
  }
  for (const root of below.get(null) ?? []) write(root, '', '');
  return lines;
}

/** `no, missing: distance < 2.5  gain 147,256, cover 1,500` */
function nodeText(node: DrawnSplit | DrawnLeaf, style: Style): string {
  const { answer, cover } = node;
  const way = answer === null ? '' : `${answer.yes ? 'yes' : 'no'}${answer.missing ? ', missing' : ''}: `;
  if (node.kind === 'leaf') {
    return `${way}${style.accent(shortNumber(node.value))}  ${style.dim(`cover ${shortNumber(cover)}`)}`;
  }
  const question = oneLine(`${node.feature} ${node.test}`.trim());
  const hidden = node.hidden === 0 ? '' : `, ${plural(node.hidden, 'node')} below`;
  return `${way}${question}  ${style.dim(`gain ${shortNumber(node.gain)}, cover ${shortNumber(cover)}${hidden}`)}`;
}
