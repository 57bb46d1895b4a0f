import path from 'node:path';
import { readTextOrNull } from './files';
import { noRetry, readRetry } from './run-settings';
import type { RetrySettings } from './run-settings-types';
import type { Project } from './types';
import type { FieldOwner } from './yaml-fields';
import { parseYaml } from './yaml-source';

/** The retry settings of a project's own `metadata.yaml`; none when there is no such file or it cannot be understood. */
export async function readProjectRetry(project: Project): Promise<RetrySettings> {
  const file = path.join(project.root, 'metadata.yaml');
  const text = await readTextOrNull(file);
  if (text === null || !text.includes('retry_config')) return noRetry;
  const { source, usable } = parseYaml(file, text);
  const node = source.document.contents;
  if (!usable || node === null) return noRetry;
  const owner: FieldOwner = { source, node, owner: 'The project', report: () => undefined };
  return readRetry(owner);
}
