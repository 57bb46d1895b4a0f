import path from 'node:path';
import type { Problem } from '../protocol/problem';
import { readTextOrNull } from './files';
import { renderProjectText } from './project-text';
import { noRetry, readQueue, readRetry } from './run-settings';
import type { QueueSettings, RetrySettings } from './run-settings-types';
import type { Project } from './types';
import type { FieldOwner } from './yaml-fields';
import { parseYaml } from './yaml-source';

/** What a project's own `metadata.yaml` says about its runs. */
export interface ProjectSettings {
  readonly retry: RetrySettings;
  readonly queue: QueueSettings;
  readonly problems: readonly Problem[];
}

/**
 * Reads the settings of a project; the usual ones when there is no such file, or it does not become YAML: Mage's is a
 * template of it. Never throws for what it holds.
 */
export async function readProjectSettings(project: Project): Promise<ProjectSettings> {
  const file = path.join(project.root, 'metadata.yaml');
  const text = await readTextOrNull(file);
  const usual: ProjectSettings = { retry: noRetry, queue: { concurrency: null }, problems: [] };
  if (text === null || !/retry_config|queue_config/.test(text)) return usual;
  const { source, usable } = parseYaml(file, renderProjectText(text));
  const node = source.document.contents;
  if (!usable || node === null) return usual;
  const problems: Problem[] = [];
  const owner: FieldOwner = { source, node, owner: 'The project', report: (problem) => void problems.push(problem) };
  return { retry: readRetry(owner), queue: readQueue(owner), problems };
}
