import { isAbort } from '../errors';
import { readBlockOutputs } from '../store/outputs';
import {
  conditionsRefuse,
  prepareBlock,
  runPiece,
  type BlockServices,
  type Piece,
  type PreparedBlock,
} from './block-run';
import { givenOf } from './block-value';
import { getProduct, givenProduct, productOf } from './data-product';
import { argumentsOf, expand } from './dynamic';
import { failureOf, failureText } from './execute-block';
import { nothing, type BlockOutcome } from './outcomes';
import { isUnchanged, type PlannedRun } from './planned-run';
import { runChildren } from './run-children';

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
      // of runs for single items each asks its own conditions
      const asksEach = kept?.value?.kind === 'children' && prepared.attached.conditions.length > 0;
      const refused = kept === null || asksEach ? null : await conditionsRefuse(services, piece, planned.log);
      if (refused !== null) return { ...nothing, ...refused };
      if (kept !== null && !asksEach) return kept;
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
