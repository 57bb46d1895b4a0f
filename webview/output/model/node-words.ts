import type { ModelTree } from '../../../core/protocol/model';
import { countOf, formatShort } from '../../shared/format';
import { shownName } from '../../shared/visible-text';

type Node = ModelTree['shown'][number];

/** What a node says, without how it was reached: `distance < 2.5`, or the value of a leaf. */
export function nodeTitle(node: Node): string {
  return node.kind === 'leaf' ? `leaf ${formatShort(node.value)}` : shownName(`${node.feature} ${node.test}`.trim());
}

/** `gain 147,300 · cover 1,500` */
export function nodeFacts(node: Node): string {
  const cover = `cover ${formatShort(node.cover)}`;
  return node.kind === 'leaf' ? cover : `gain ${formatShort(node.gain)} · ${cover}`;
}

/** All of a node, for tooltips and screen readers. */
export function nodeSentence(node: Node): string {
  const { answer } = node;
  const way = answer === null ? '' : `${answer.yes ? 'yes' : 'no'}${answer.missing ? ', or missing' : ''}: `;
  const hidden = node.kind === 'split' && node.hidden > 0 ? `, ${countOf(node.hidden, 'node')} below` : '';
  const title = node.kind === 'leaf' ? `leaf ${node.value}` : nodeTitle(node);
  return `${way}${title}, ${nodeFacts(node).replace(' · ', ', ')}${hidden}`;
}
