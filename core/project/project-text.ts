import { parseTemplate } from '../blocks/template-expression';

/**
 * The text of a project's `metadata.yaml` with its templates replaced, as Mage does before it reads the YAML: a variable of
 * the environment by its value, everything else (secrets, of which no setting of ours is one) by nothing. Lines stay where
 * they are.
 */
export function renderProjectText(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return text
    .replaceAll(/\{#[\s\S]*?#\}|\{%[\s\S]*?%\}/g, (taken) => taken.replaceAll(/[^\n]/g, ''))
    .replaceAll(/\{\{([\s\S]*?)\}\}/g, (written, inner: string) => {
      const expression = parseTemplate(inner);
      const value = expression?.kind === 'environment' ? (env[expression.name] ?? '') : '';
      return value.replaceAll(/[\r\n]+/g, ' ') + written.replaceAll(/[^\n]/g, '');
    });
}
