import path from 'node:path';
import type { OutputsInput } from '../blocks/contract';
import { EiderError } from '../errors';
import type { Chart, Pipeline } from '../project/types';
import type { ChartQuery } from '../protocol/charts';
import { readBlockOutputs, readChildOutputs, type BlockOutputs, type LocatedOutput } from '../store/outputs';

/** The stored outputs of one of a chart's upstream blocks: as a block would be given them, and as they were found. */
export interface ChartInput {
  readonly input: OutputsInput;
  readonly located: readonly LocatedOutput[];
}

/**
 * What the upstream blocks of a chart have stored, in their order: in the given run, or where a block took no part in that run,
 * or for a null run, in the newest one; of an upstream block that ran once for each item, what the given child stored. Throws `chart_upstream_missing` or `output_missing`.
 */
export async function chartInputs(
  pipeline: Pipeline,
  chart: Chart,
  run: string | null,
  child?: ChartQuery['child'],
): Promise<ChartInput[]> {
  if (chart.upstream.length === 0) {
    throw new EiderError({
      code: 'chart_upstream_missing',
      message: `Chart ${chart.name} is not attached to a block.`,
      remedy: "Add a block to the chart's upstream_blocks in the pipeline's metadata.yaml.",
      file: pipeline.file,
      ...chart.position,
    });
  }
  return Promise.all(
    chart.upstream.map(async (block) => {
      const { root } = pipeline.project;
      const read = (wanted: string | null) =>
        child?.block === block
          ? readChildOutputs(root, pipeline.uuid, block, wanted, child.index)
          : readBlockOutputs(root, pipeline.uuid, block, wanted);
      const outputs = (run === null ? null : await read(run)) ?? (await read(null));
      if (outputs === null) {
        throw new EiderError({
          code: 'output_missing',
          message: `Block ${block}, which chart ${chart.name} draws, has no stored output.`,
          remedy: 'Run the block to make one.',
        });
      }
      const located = locatedIn(outputs);
      const inputs = located.map(({ output: { name, kind, note }, file }) => ({
        name,
        kind,
        file,
        ...(note === undefined ? {} : { note }),
      }));
      return { input: { kind: 'outputs', block, outputs: inputs } as const, located };
    }),
  );
}

/** The first table or sparse matrix of the upstream blocks; what a chart without code is drawn from. */
export function firstTable(chart: Chart, inputs: readonly ChartInput[]): LocatedOutput {
  const table = inputs
    .flatMap((input) => input.located)
    .find(({ output }) => output.kind === 'table' || output.kind === 'sparse');
  if (table !== undefined) return table;
  throw new EiderError({
    code: 'output_not_table',
    message: `Chart ${chart.name} has nothing to draw: ${chart.upstream.join(', ')} stored no table.`,
    remedy: 'Attach the chart to a block that gives a table.',
  });
}

function locatedIn({ folder, manifest }: BlockOutputs): LocatedOutput[] {
  return manifest.outputs.map((output) => ({ output, file: path.join(folder, output.file), run: manifest.run }));
}
