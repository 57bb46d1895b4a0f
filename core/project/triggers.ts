import path from 'node:path';
import type { Problem } from '../protocol/problem';
import type { Position, Project } from './types';
import {
  booleanField,
  choiceField,
  mapField,
  mapsField,
  numberField,
  ownerField,
  positiveField,
  textField,
  type FieldOwner,
} from './yaml-fields';
import { openYamlFile } from './yaml-file';
import { offsetOf, positionAt } from './yaml-source';

/** What a trigger of a pipeline sets for the runs that it starts. */
export interface Trigger {
  readonly name: string;
  /** Over the pipeline's own, under those of a single run. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly skipIfRunning: boolean;
  readonly allowFailures: boolean;
  /** Seconds, or null for no limit. */
  readonly timeout: number | null;
  readonly timeoutStatus: 'failed' | 'cancelled';
  /** Runs of the trigger that go on at once; null is what the pipeline says. */
  readonly runLimit: number | null;
  readonly position: Position;
}

export interface TriggersReading {
  /** Absolute path of the pipeline's `triggers.yaml`. */
  readonly file: string;
  readonly triggers: readonly Trigger[];
  readonly problems: readonly Problem[];
}

/** Reads the triggers of a pipeline; none when it has no `triggers.yaml`. Never throws for what the file holds. */
export async function readTriggers(project: Project, pipeline: string): Promise<TriggersReading> {
  const file = path.join(project.root, 'pipelines', pipeline, 'triggers.yaml');
  const { root, problems } = await openYamlFile(file, 'The file of triggers');
  if (root === null) return { file, triggers: [], problems };
  const { source, report } = root;
  const triggers = mapsField(root, 'triggers').flatMap((entry): Trigger[] => {
    const position = positionAt(source, offsetOf(entry));
    const name = textField({ ...root, node: entry, owner: 'A trigger' }, 'name')?.text ?? '';
    if (name === '') {
      const remedy = 'Give it one: name: …, by which it is run.';
      report({
        code: 'field_missing',
        severity: 'error',
        message: 'A trigger has no name.',
        remedy,
        file,
        ...position,
      });
      return [];
    }
    const own: FieldOwner = { ...root, node: entry, owner: `Trigger ${name}` };
    const settings = ownerField(own, 'settings');
    return [
      {
        name,
        variables: mapField(own, 'variables'),
        skipIfRunning: (settings === null ? null : booleanField(settings, 'skip_if_previous_running')) ?? false,
        allowFailures: (settings === null ? null : booleanField(settings, 'allow_blocks_to_fail')) ?? false,
        timeout: settings === null ? null : positiveField(settings, 'timeout'),
        timeoutStatus:
          (settings === null ? null : choiceField(settings, 'timeout_status', ['failed', 'cancelled'])) ?? 'failed',
        runLimit: settings === null ? null : numberField(settings, 'pipeline_run_limit', 1),
        position,
      },
    ];
  });
  return { file, triggers, problems };
}
