import type { BlockInput } from '../blocks/contract';
import { openDatabase } from '../data/session';
import { EiderError } from '../errors';
import type { Block, Pipeline, PipelineReading } from '../project/types';
import type { Secrets } from '../secrets';
import { spillFolder } from '../store/paths';
import { renderConfiguration } from './block-configuration';
import { noOutputs } from './block-value';
import { argumentsOf, expand, type Expansion } from './dynamic';
import { readReusedInputs } from './inputs';
import { planRun } from './plan';
import { runVariables, systemVariables } from './variables';

/** Stands where a run's id would, for a block that is looked at outside of a run. */
export const NO_RUN = 'console';

/** What a block would receive if it ran now, on what is stored. */
export interface BlockInputs {
  readonly pipeline: Pipeline;
  /** With the templates of its configuration replaced. */
  readonly block: Block;
  readonly inputs: readonly BlockInput[];
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The names of the runs that a block below a dynamic one would have, in their order; null for a block that runs once. */
export async function itemsOf(reading: PipelineReading, uuid: string, secrets: Secrets): Promise<string[] | null> {
  const { expansion } = await stored(reading, uuid, secrets);
  return expansion === null ? null : namesIn(expansion);
}

/**
 * What the block would receive, of one below a dynamic block for the item of this name. Runs nothing. Throws what `planRun`
 * and `readReusedInputs` throw, `item_needed` and `item_unknown`.
 */
export async function blockInputs(
  reading: PipelineReading,
  uuid: string,
  item: string | null,
  secrets: Secrets,
): Promise<BlockInputs> {
  const { pipeline, block, upstream, expansion } = await stored(reading, uuid, secrets);
  const own = expansion === null ? null : chooseItem(expansion, block, item);
  const { inputs } = own ?? argumentsOf(upstream);
  const variables = {
    ...runVariables(pipeline, {}, secrets).values,
    ...systemVariables(pipeline.uuid, block.uuid, NO_RUN, new Date()),
    ...own?.variables,
  };
  // for templates that ask for what a table holds
  const database = await openDatabase({ tempDirectory: spillFolder(pipeline.project.root, NO_RUN) });
  try {
    const signal = new AbortController().signal;
    const scope = { database, secrets, inputs, signal, file: pipeline.file, variables };
    const configuration = await renderConfiguration(block, scope);
    return { pipeline, block: { ...block, configuration }, inputs, variables };
  } finally {
    database.closeSync();
  }
}

async function stored(reading: PipelineReading, uuid: string, secrets: Secrets) {
  const plan = planRun(reading, { selection: { block: uuid, mode: 'only' }, changed: false });
  const { pipeline } = plan;
  const block = pipeline.blocks.find((candidate) => candidate.uuid === uuid);
  if (block === undefined) throw new RangeError(`a plan was made for ${uuid}, which its pipeline does not have`);
  const reused = await readReusedInputs(plan, null);
  const upstream = block.upstream.map((above) => reused.get(above)?.value ?? noOutputs(above));
  const blockOf = (above: string) => pipeline.blocks.find((other) => other.uuid === above);
  return { pipeline, block, upstream, expansion: await expand(block, upstream, blockOf, secrets.redact) };
}

function namesIn(expansion: Expansion): string[] {
  return Array.from({ length: expansion.count }, (_, index) => expansion.at(index).child.name);
}

/** Names that a message lists. */
const LISTED = 10;

function chooseItem(expansion: Expansion, block: Block, item: string | null) {
  const names = namesIn(expansion);
  const index = item === null ? -1 : names.indexOf(item);
  if (index >= 0) return expansion.at(index);
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  const which = `Name one of its runs, as ${block.uuid}:NAME. There is: ${names.slice(0, LISTED).join(', ') || 'none'}${more}.`;
  throw item === null
    ? new EiderError({
        code: 'item_needed',
        message: `Block ${block.uuid} runs once for each of ${names.length} items of the blocks above it.`,
        remedy: which,
      })
    : new EiderError({
        code: 'item_unknown',
        message: `Block ${block.uuid} would not run for an item ${item}.`,
        remedy: which,
      });
}
