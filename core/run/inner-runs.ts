import { EiderError } from '../errors';
import type { RunFinished } from '../protocol/run-events';
import type { RunRequest } from '../protocol/runner';
import type { Secrets } from '../secrets';
import { readRetention } from '../store/retention';
import type { InnerRuns } from './data-product';
import type { OutlivingRuns } from './outliving-runs';
import type { RunOptions } from './run-options';
import type { TriggeredRuns } from './triggered-runs';

/** The run that others are part of. */
export interface OuterRun {
  readonly request: RunRequest;
  readonly options: Pick<RunOptions, 'within' | 'secrets'>;
  readonly secrets: Secrets;
  /** Aborted when it is cancelled or its time is up: then those inside it end too. */
  readonly signal: AbortSignal;
  readonly outliving: OutlivingRuns;
  readonly reading: InnerRuns['reading'];
  /** How a run is executed. */
  readonly run: (request: RunRequest, options: RunOptions) => Promise<RunFinished>;
}

/** How a run makes the data products that its blocks read, and runs the pipelines that they start. */
export function innerRuns(outer: OuterRun): InnerRuns & { readonly triggered: TriggeredRuns } {
  const { request, options, secrets, signal, outliving, reading } = outer;
  const within = [...(options.within ?? []), placeOf(request.project, request.pipeline)];
  const run = async (other: RunRequest, told: RunOptions) => {
    const { limits, python } = request;
    // what is kept of another project's runs is up to its own settings
    const retention = other.project === request.project ? request.retention : await readRetention(other.project);
    const shared = { within, outliving, sharedSecrets: secrets };
    return outer.run({ ...other, limits, retention, python }, { ...told, ...shared });
  };
  return {
    reading,
    run,
    refuseCycle({ uuid, project, pipeline }) {
      if (!within.includes(placeOf(project.root, pipeline))) return;
      throw new EiderError({
        code: 'data_product_cycle',
        message: `Data product ${uuid} is made by pipeline ${pipeline}, which is waiting for it.`,
        remedy: 'Take the block that reads it out of that pipeline, or out of one that it reads.',
      });
    },
    triggered: {
      refuseCycle({ root }, pipeline) {
        const at = within.indexOf(placeOf(root, pipeline));
        if (at < 0) return;
        const names = [...within.slice(at).map(pipelineAt), pipeline];
        throw new EiderError({
          code: 'trigger_cycle',
          message: `Pipeline ${pipeline} would start itself without end: ${names.join(' → ')}.`,
          remedy: 'Take one of the calls of trigger_pipeline out of the circle.',
        });
      },
      start(other, { signal: own, ...told }) {
        const finished = run(other, { ...told, signal: own === null ? signal : AbortSignal.any([signal, own]) });
        outliving.add(other.pipeline, finished);
        return finished;
      },
    },
  };
}

function placeOf(project: string, pipeline: string): string {
  return JSON.stringify([project, pipeline]);
}

function pipelineAt(place: string): string {
  return /"([^"]*)"\]$/.exec(place)?.[1] ?? place;
}
