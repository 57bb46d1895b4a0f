import path from 'node:path';
import type { Problem } from '../protocol/problem';
import type { Position, Project } from './types';
import {
  booleanField,
  choiceField,
  countField,
  hasField,
  labelField,
  mapField,
  mapsField,
  ownerField,
  positiveField,
  textField,
  type FieldOwner,
} from './yaml-fields';
import { openYamlFile } from './yaml-file';
import { offsetOf, positionAt, problemAt } from './yaml-source';

/** What a trigger of a pipeline sets for the runs that it starts. */
export interface Trigger {
  readonly name: string;
  /** `time`, `api` or `event`, as the file says; null when it names none. */
  readonly kind: string | null;
  /** For `time`, for instance `@hourly`. */
  readonly interval: string | null;
  /** Whether the file has it switched on. Nothing starts by itself for that. */
  readonly active: boolean;
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
  /** What is wrong with it; they are among those of the file, too. */
  readonly problems: readonly Problem[];
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
  const { root, problems } = await openYamlFile(file, {
    owner: 'The file of triggers',
    of: 'fields',
    remedy: 'Begin it with "triggers:" and list them below.',
  });
  if (root === null) return { file, triggers: [], problems };
  const { source, report } = root;
  const names = new Map<string, Position>();
  const triggers = mapsField(root, 'triggers').flatMap((entry): Trigger[] => {
    const position = positionAt(source, offsetOf(entry));
    const unnamed: FieldOwner = { ...root, node: entry, owner: 'A trigger' };
    const name = textField(unnamed, 'name')?.text ?? '';
    const first = names.get(name);
    if (name === '' || first !== undefined) {
      const told = {
        message:
          first === undefined ? 'A trigger has no name.' : `Another trigger, in line ${first.line}, is called ${name}.`,
        remedy: 'Give it a name of its own: name: …, by which it is run.',
      };
      const code = first === undefined ? 'field_missing' : 'name_duplicate';
      if (name !== '' || !hasField(unnamed, 'name')) report(problemAt(source, offsetOf(entry), { code, ...told }));
      return [];
    }
    names.set(name, position);
    const wrong: Problem[] = [];
    const own: FieldOwner = {
      ...root,
      node: entry,
      owner: `Trigger ${name}`,
      report(problem) {
        report(problem);
        wrong.push(problem);
      },
    };
    const settings = ownerField(own, 'settings');
    return [
      {
        name,
        kind: labelField(own, 'schedule_type'),
        interval: labelField(own, 'schedule_interval'),
        active: labelField(own, 'status') === 'active',
        variables: mapField(own, 'variables'),
        skipIfRunning: (settings === null ? null : booleanField(settings, 'skip_if_previous_running')) ?? false,
        allowFailures: (settings === null ? null : booleanField(settings, 'allow_blocks_to_fail')) ?? false,
        timeout: settings === null ? null : positiveField(settings, 'timeout'),
        timeoutStatus:
          (settings === null ? null : choiceField(settings, 'timeout_status', ['failed', 'cancelled'])) ?? 'failed',
        runLimit: settings === null ? null : countField(settings, 'pipeline_run_limit', 1),
        position,
        problems: wrong,
      },
    ];
  });
  return { file, triggers, problems };
}
