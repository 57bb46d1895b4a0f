import { parseTemplate } from '../blocks/template-expression';
import type { Problem } from '../protocol/problem';
import { runNames } from './run-names';
import { nearest } from './suggest';
import type { Block, Pipeline } from './types';

/** Names that runs define besides the pipeline's variables; the last of a block below a dynamic one. */
const definedByRuns = [...runNames, 'dynamic_block_index'];

/**
 * Templates in the configuration of blocks that name no variable of the pipeline: warnings, since a run or the metadata of an
 * item may define it, and a text may be meant for something else.
 */
export function templateProblems({
  file,
  variables,
  blocks,
  conditionals,
  callbacks,
  extensions,
}: Pipeline): Problem[] {
  const known = [...Object.keys(variables), ...definedByRuns];
  return [...blocks, ...conditionals, ...callbacks, ...extensions].flatMap((block) =>
    namesIn(block)
      .filter((name) => !known.includes(name))
      .map((name): Problem => {
        const meant = nearest(name, Object.keys(variables));
        return {
          code: 'template_unknown',
          severity: 'warning',
          message: `The configuration of block ${block.uuid} has the template {{ ${name} }}, which is no variable of the pipeline; it stays as it is written.`,
          remedy: meant === null ? 'Add it under variables, unless the text is meant so.' : `Did you mean ${meant}?`,
          file,
          ...block.position,
        };
      }),
  );
}

function namesIn({ configuration }: Block): string[] {
  const text = JSON.stringify(configuration);
  const names = [...text.matchAll(/\{\{(.*?)\}\}/g)].flatMap(([, inner = '']) => {
    const expression = parseTemplate(inner.replaceAll('\\"', '"'));
    return expression?.kind === 'name' || expression?.kind === 'variable' ? [expression.name] : [];
  });
  return [...new Set(names)];
}
