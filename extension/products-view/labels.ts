import type { ProductReport } from '../../core/protocol/freshness';
import { localTimes } from '../freshness/words';
import type { ItemLook } from '../pipelines-view/labels';
import { dotted, literal, whenText } from '../text';
import type { GivenNode, ProductNode, ReaderNode } from './nodes';

/** How a product looks. Without a report nothing is known of its freshness; `making` while its own run goes on. */
export function productLook(
  { product, projectName, pipeline }: ProductNode,
  report: ProductReport | undefined,
  making: boolean,
  now: Date,
): ItemLook {
  const known = making ? 'being made' : report === undefined ? '' : productFreshnessText(report, now);
  const lines = [`**${literal(product)}**`, `Made by pipeline ${literal(pipeline)}`];
  if (making) lines.push('It is being made now');
  else if (report !== undefined) lines.push(literal(productReason(report, now)));
  if (report?.run != null) lines.push(literal(`Its newest run that counts is ${report.run}.`));
  const color = report === undefined || making ? null : report.outdated ? 'charts.yellow' : 'testing.iconPassed';
  return {
    label: product,
    description: dotted(known, `from ${pipeline}`, projectName), // the view is narrow: first what changes
    icon: making ? 'loading~spin' : 'package',
    color,
    tooltip: lines.join('\n\n'),
    contextValue: making ? 'product.running' : 'product',
  };
}

/** `up to date · made 10:05:00`, `outdated · never made`. */
export function productFreshnessText({ outdated, madeAt }: ProductReport, now: Date): string {
  return dotted(outdated ? 'outdated' : 'up to date', madeAt === null ? 'never made' : `made ${whenText(madeAt, now)}`);
}

/** `Outdated: it was made at 10:05:00 and is outdated since 11:05:00.` */
export function productReason({ outdated, reason }: ProductReport, now: Date): string {
  return `${outdated ? 'Outdated' : 'Up to date'}: it ${localTimes(reason, now)}.`;
}

export function givenLook({ pipeline, block, partitions, stored }: GivenNode): ItemLook {
  const runs = partitions === 0 ? 'all runs' : partitions === 1 ? 'newest run' : `newest ${partitions} runs`;
  const few = partitions > 1 && stored !== null && stored < partitions ? `${stored} so far` : '';
  return {
    label: block,
    description: dotted('gives', runs, few),
    icon: 'export',
    color: null,
    tooltip: literal(`The product gives what block ${block} of pipeline ${pipeline} made in its ${runs}.`),
    contextValue: 'block-of-product',
  };
}

export function readerLook({ pipeline, block, reader, differs }: ReaderNode, now: Date): ItemLook {
  const { outdated, reason } = reader;
  const effect = outdated ? 'makes the product first' : 'reads the product as it is';
  return {
    label: block,
    description: dotted(
      `read in ${pipeline}`,
      differs ? `${outdated ? 'outdated' : 'up to date'} by its own rule` : '',
    ),
    icon: 'references',
    color: null,
    tooltip: literal(`When block ${block} of pipeline ${pipeline} runs, it ${effect}: it ${localTimes(reason, now)}.`),
    contextValue: 'block-of-product',
  };
}
