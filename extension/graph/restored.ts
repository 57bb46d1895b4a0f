import * as v from 'valibot';
import type { PipelineRef } from '../target';

/** The view's own state; its `pipeline` is a JSON list of the project and the pipeline. */
const stateSchema = v.object({ pipeline: v.pipe(v.string(), v.parseJson(), v.tuple([v.string(), v.string()])) });

/**
 * The pipeline that a restored graph showed: from the state that the view kept, or, for one that was never touched, from
 * what was open under its title.
 */
export function restoredPipeline(state: unknown, title: string, open: readonly PipelineRef[]): PipelineRef | null {
  const parsed = v.safeParse(stateSchema, state);
  if (parsed.success) {
    const [project, pipeline] = parsed.output.pipeline;
    return { project, pipeline };
  }
  return open.find((ref) => ref.pipeline === title) ?? null;
}
