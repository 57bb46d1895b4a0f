import { isAbort } from '../errors';
import type { Block } from '../project/types';
import type { Basis, Manifest, StoredChild } from '../protocol/outputs';
import type { Failure } from '../protocol/problem';
import { readBlockOutputs, readManifest } from '../store/outputs';
import { blockRunFolder, childFolder } from '../store/paths';
import type { BlockLog } from './block-log';
import {
  conditionsRefuse,
  prepareBlock,
  runPiece,
  type BlockServices,
  type Piece,
  type PreparedBlock,
} from './block-run';
import { givenChildren, givenOf, outputsIn, type BlockValue, type GivenChild } from './block-value';
import { getProduct, givenProduct, productOf } from './data-product';
import { argumentsOf, expand, type ChildRun, type Expansion } from './dynamic';
import { basisOf, ENVIRONMENT, EVERY } from './fingerprint';
import { failureOf, failureText, variablesToCompare, type RunContext } from './execute-block';
import type { BlockOutcome, PieceOutcome } from './outcomes';
import { publishChildren } from './output-writer';
import { changesSince } from './up-to-date';

export interface PlannedRun {
  readonly block: Block;
  /** What its upstream blocks gave, in their order. */
  readonly upstream: readonly BlockValue[];
  readonly log: BlockLog;
  /** Keep stored outputs when nothing they depend on has changed. */
  readonly unlessUpToDate: boolean;
  /** Children of this run that are stored already keep their outputs. */
  readonly resumed: boolean;
}

/** Runs a block of a plan, whether it runs once or once for each of many items. Never rejects. */
export async function runPlannedBlock(services: BlockServices, planned: PlannedRun): Promise<BlockOutcome> {
  const { context, recorder } = services;
  const { block, upstream } = planned;
  const started = performance.now();
  let begun = false;
  const begin = () => {
    if (!begun) recorder.blockStarted(block.uuid);
    begun = true;
  };
  try {
    if (block.type === 'global_data_product') return await readProduct(services, planned, begin);
    const prepared = prepareBlock(services, block);
    const piece: Piece = { ...prepared, ...argumentsOf(upstream), child: null, variables: {} };
    // what a sensor waits for may have gone again
    if (planned.unlessUpToDate && block.type !== 'sensor') {
      const kept = await upToDateOutputs(services, planned, prepared);
      // runs of single items were asked for when they were made
      const isWhole = kept?.value?.kind !== 'children';
      const refused = kept !== null && isWhole ? await conditionsRefuse(services, piece, planned.log) : null;
      if (refused !== null) return { ...nothing, ...refused };
      if (kept !== null) return kept;
    }
    const blockOf = (uuid: string) => context.pipeline.blocks.find((other) => other.uuid === uuid);
    const expansion = await expand(block, upstream, blockOf, context.engine.secrets.redact);
    if (expansion !== null) return await runChildren(services, planned, prepared, expansion, begin);
    const outcome = await runPiece(services, piece, planned.log, begin);
    if (outcome.ending !== 'completed') return { ...nothing, ...outcome };
    const { manifest, folder, seconds } = outcome;
    return { ending: 'completed', seconds, manifest, value: await givenOf(folder, manifest), failure: null };
  } catch (error) {
    const seconds = (performance.now() - started) / 1000;
    if (isAbort(error)) return { ...nothing, ending: 'cancelled', seconds, failure: null };
    begin();
    return { ...nothing, ending: 'failed', seconds, failure: failureOf(error, block) };
  }
}

/** Makes the data product of a block unless it is up to date. Takes no place: the blocks of its own run do. */
async function readProduct(
  { context, inner, stop }: BlockServices,
  { block, log }: PlannedRun,
  begin: () => void,
): Promise<BlockOutcome> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    if (stop.aborted) return { ...nothing, ending: 'cancelled', seconds: 0, failure: null };
    begin();
    const product = await productOf(context.pipeline, block);
    const products = await getProduct(product, inner, (text) => log.note(text), {
      signal: context.signal,
      whileWaiting: stop,
    });
    return { ...nothing, ending: 'completed', seconds: seconds(), value: givenProduct(block, products), failure: null };
  } catch (error) {
    if (isAbort(error)) return { ...nothing, ending: 'cancelled', seconds: seconds(), failure: null };
    const failure = failureOf(error, block);
    log.note(`${failureText(failure)}\n`);
    return { ...nothing, ending: 'failed', seconds: seconds(), failure };
  }
}

const nothing = { value: null, manifest: null } as const;

/** The newest stored outputs of a block when they are still what it would give; null when it has to run. */
async function upToDateOutputs(
  { context }: BlockServices,
  { block, upstream }: PlannedRun,
  { attachedSource }: PreparedBlock,
): Promise<BlockOutcome | null> {
  const { pipeline } = context;
  const stored = await readBlockOutputs(pipeline.project.root, pipeline.uuid, block.uuid);
  if (stored === null) return null;
  const { folder, manifest } = stored;
  if (!(await isUnchanged(context, block, manifest, argumentsOf(upstream).contents, await attachedSource))) return null;
  return { ending: 'reused', seconds: 0, manifest, value: await givenOf(folder, manifest), failure: null };
}

/** Runs a block once for each item, as many at once as there are places, and publishes all that completed together. */
async function runChildren(
  services: BlockServices,
  planned: PlannedRun,
  prepared: PreparedBlock,
  expansion: Expansion,
  begin: () => void,
): Promise<BlockOutcome> {
  const { context, recorder, stop } = services;
  const { block } = planned;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const folder = blockRunFolder(context.pipeline.project.root, context.pipeline.uuid, block.uuid, context.run);
  const done: (StoredChild & {
    readonly given: GivenChild;
    readonly read: readonly string[];
    readonly source: string;
  })[] = [];
  const counts = { failed: 0, cancelled: 0, conditionFailed: 0 };
  let firstFailure: Failure | null = null;
  begin();
  recorder.childrenPlanned(block.uuid, expansion.count);
  const ended = new AbortController();
  const own: BlockServices = {
    ...services,
    stop: AbortSignal.any([stop, ended.signal]),
    onFailure() {
      if (!services.allowFailures) ended.abort();
      services.onFailure();
    },
  };
  await forEachOf(expansion.count, services.parallel, async (index) => {
    const run = expansion.at(index);
    const outcome = await runChild(own, planned, prepared, run, folder);
    recorder.childFinished(block.uuid, run.child, outcome);
    if (outcome.ending === 'completed') {
      const { manifest } = outcome;
      const given = { ...run.child, content: manifest.content, outputs: outputsIn(outcome.folder, manifest.outputs) };
      const { variables, source } = manifest.basis;
      done.push({ ...run.child, content: manifest.content, given, read: Object.keys(variables), source });
    } else if (outcome.ending === 'failed') {
      counts.failed += 1;
      firstFailure ??= { ...outcome.failure, message: `${block.uuid}:${run.child.name}: ${outcome.failure.message}` };
      own.onFailure();
    } else if (outcome.ending === 'cancelled') counts.cancelled += 1;
    else counts.conditionFailed += 1;
  });
  if (counts.failed > 0) return { ...nothing, ending: 'failed', seconds: seconds(), failure: firstFailure };
  if (counts.cancelled > 0) return { ...nothing, ending: 'cancelled', seconds: seconds(), failure: null };
  if (counts.conditionFailed > 0 && done.length === 0) {
    return { ...nothing, ending: 'condition_failed', seconds: seconds(), failure: null };
  }
  done.sort((a, b) => a.index - b.index);
  const ownVariables = new Set(done.flatMap(({ read }) => read));
  const { pipeline, run } = context;
  const variables = variablesToCompare(context, block.uuid);
  const manifest = await publishChildren(
    folder,
    done.map(({ index, name, content }) => ({ index, name, content })),
    {
      pipeline: pipeline.uuid,
      block: block.uuid,
      run,
      finishedAt: new Date().toISOString(),
      seconds: seconds(),
      basis: basisOf({
        block,
        sourceHash: done[0]?.source ?? '',
        variables,
        variablesRead: [...ownVariables].filter(
          (name) => Object.hasOwn(variables, name) || name.startsWith(ENVIRONMENT) || name === EVERY,
        ),
        inputs: argumentsOf(planned.upstream).contents,
        attached: await prepared.attachedSource,
      }),
    },
  );
  const value = givenChildren(
    manifest,
    done.map(({ given }) => given),
  );
  return { ending: 'completed', seconds: seconds(), manifest, value, failure: null };
}

/** Runs a block for one item. When its run goes on after an end, what it has stored for the item already is kept. */
async function runChild(
  services: BlockServices,
  { block, log, resumed }: PlannedRun,
  prepared: PreparedBlock,
  run: ChildRun,
  folder: string,
): Promise<PieceOutcome> {
  const { context } = services;
  if (resumed) {
    const own = childFolder(folder, run.child.index);
    const manifest = await readManifest(own);
    if (
      manifest !== null &&
      (await isUnchanged(context, block, manifest, run.contents, await prepared.attachedSource, run.variables))
    ) {
      return { ending: 'completed', manifest, folder: own, seconds: 0, failure: null };
    }
  }
  const own = log.of(run.child.name);
  const outcome = await runPiece(services, { ...prepared, ...run }, own, () => undefined);
  own.close();
  return outcome;
}

/** Whether stored outputs are what the block would give again; `own` are the variables of one of its runs alone. */
async function isUnchanged(
  context: RunContext,
  block: Block,
  manifest: Manifest,
  inputs: Basis['inputs'],
  attached: string,
  own: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const variables = { ...variablesToCompare(context, block.uuid), ...own };
  const present = { project: context.pipeline.project.root, block, variables, inputs, attached };
  return (await changesSince(manifest, present)).length === 0;
}

/** Does something for every number below `count`, some of them at once. */
async function forEachOf(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, worker));
}
