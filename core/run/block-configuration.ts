import { readBlockOutput, type OutputScope } from '../blocks/block-output-value';
import { meansTemplate, TEMPLATE_FORMS, type BlockOutputExpression } from '../blocks/template-expression';
import { EiderError } from '../errors';
import type { Block } from '../project/types';
import { readEnvironment, readSecret, type AskedAt, type Secrets } from '../secrets';
import { AS_WRITTEN, hasTemplate, renderYaml } from './yaml-templates';

/** What the templates of a block's configuration may refer to. */
export interface ConfigurationScope extends Omit<OutputScope, 'block'> {
  /** The pipeline's file. */
  readonly file: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly secrets: Secrets;
}

/**
 * A block's configuration with its templates replaced. One of no known form, or a name that is no variable, stays as it is
 * written: the text may be meant for something else, such as a prompt. Throws `secret_missing`, `template_unsupported` for
 * one of our functions that is not understood, and what `readBlockOutput` throws, with the place of the block's entry.
 */
export async function renderConfiguration(block: Block, scope: ConfigurationScope): Promise<Block['configuration']> {
  const { configuration } = block;
  if (!hasTemplate(configuration)) return configuration;
  const place: AskedAt = { file: scope.file, ...block.position };
  // what blocks gave is read beforehand, in the order in which it is asked for
  const wanted: BlockOutputExpression[] = [];
  renderYaml(configuration, (expression) => {
    if (expression?.kind === 'block_output') wanted.push(expression);
    return AS_WRITTEN;
  });
  const from = { ...scope, block: block.uuid };
  const values = await Promise.all(wanted.map((expression) => readBlockOutput(expression, from, place)));
  return renderYaml(configuration, (expression, text) => {
    switch (expression?.kind) {
      case 'environment':
        return readEnvironment(scope.secrets, expression.name);
      case 'secret':
        return readSecret(scope.secrets, expression.name, place);
      case 'name':
      case 'variable':
        return Object.hasOwn(scope.variables, expression.name) ? scope.variables[expression.name] : AS_WRITTEN;
      case 'block_output':
        return values.shift();
      case undefined:
        if (!meansTemplate(text)) return AS_WRITTEN;
        throw new EiderError({
          code: 'template_unsupported',
          message: `The template {{ ${text} }} in the configuration of ${block.uuid} is not understood.`,
          remedy: `Write ${TEMPLATE_FORMS}.`,
          ...place,
        });
    }
  });
}
