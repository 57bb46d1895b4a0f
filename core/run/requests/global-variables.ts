import * as v from 'valibot';
import { answering, type BlockRequests } from '../../blocks/requests';
import { EiderError } from '../../errors';
import { setVariable } from '../../project/edit-pipeline';
import { updateFile } from '../../project/files';
import { readPipeline } from '../../project/read-pipeline';
import { applyEdits } from '../../project/text-edit';
import type { Pipeline, Project } from '../../project/types';
import { variableSoundsSecret, type Secrets } from '../../secrets';
import { withLock } from '../../store/lock';
import { flatUuid } from '../../store/paths';
import { runVariables } from '../variables';
import { projectOfPipeline } from './named-pipeline';

const readSchema = v.object({ pipeline_uuid: v.string(), repo_path: v.nullable(v.string()) });
const writeSchema = v.object({ ...readSchema.entries, key: v.pipe(v.string(), v.nonEmpty()), value: v.unknown() });

/** What a block needs to read and to change the variables of a pipeline's file. */
export function variableRequests(secrets: Secrets): BlockRequests {
  return {
    global_variables: answering(readSchema, async ({ pipeline_uuid, repo_path }, from) => {
      const pipeline = await pipelineOf(from.project, pipeline_uuid, repo_path);
      return runVariables(pipeline, {}, secrets).values;
    }),
    set_global_variable: answering(writeSchema, async ({ pipeline_uuid, repo_path, key, value }, from) => {
      const { project, uuid, file } = await pipelineOf(from.project, pipeline_uuid, repo_path);
      refuseSecret(secrets, key, value);
      await withLock(project.root, `variables-${flatUuid(uuid)}`, from.signal, () =>
        updateFile(file, (text) => applyEdits(text, setVariable(text, key, value).edits)),
      );
    }),
  };
}

async function pipelineOf(own: Project, uuid: string, folder: string | null): Promise<Pipeline> {
  const project = await projectOfPipeline(own, uuid, folder);
  const { pipeline, problems } = await readPipeline(project, uuid);
  if (pipeline !== null) return pipeline;
  const [wrong] = problems.filter(({ severity }) => severity === 'error');
  throw new EiderError(
    wrong ?? { code: 'pipeline_invalid', message: `Pipeline ${uuid} cannot be read.`, remedy: 'Run: eider validate.' },
  );
}

/** A file of the project is no place for a secret. */
function refuseSecret(secrets: Secrets, key: string, value: unknown): void {
  const text = JSON.stringify(value ?? null);
  if (!variableSoundsSecret(key) && secrets.redact(text) === text) return;
  throw new EiderError({
    code: 'variable_secret',
    message: `The variable ${key} would write a secret into the pipeline's file.`,
    remedy: `Keep it as a secret instead, and read it with get_secret_value('${key}').`,
  });
}
