import type { StoredChild } from '../protocol/outputs';
import type { Failure } from '../protocol/problem';
import { readManifest } from '../store/outputs';
import { blockRunFolder, childFolder } from '../store/paths';
import { conditionsRefuse, runPiece, type BlockServices, type PreparedBlock } from './block-run';
import { givenChildren, outputsIn, type GivenChild } from './block-value';
import { argumentsOf, type ChildRun, type Expansion } from './dynamic';
import { variablesToCompare } from './execute-block';
import { basisOf, ENVIRONMENT, EVERY } from './fingerprint';
import { childrenBefore, itemKey, takeOver, type KeptChild } from './kept-children';
import { nothing, type BlockOutcome, type PieceOutcome } from './outcomes';
import { publishChildren } from './output-writer';
import { isUnchanged, type PlannedRun } from './planned-run';
import { sourceHashOf } from './up-to-date';

/** Runs a block once for each item, as many at once as there are places, and publishes all that completed together. */
export async function runChildren(
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
    readonly asked: boolean;
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
  const { root } = context.pipeline.project;
  const before = planned.unlessUpToDate ? await childrenBefore(root, context.pipeline.uuid, block.uuid) : null;
  await forEachOf(expansion.count, services.parallel, async (index) => {
    const run = expansion.at(index);
    const outcome = await runChild(own, planned, prepared, run, folder, before);
    recorder.childFinished(block.uuid, run.child, outcome);
    if (outcome.ending === 'completed') {
      const { manifest } = outcome;
      const given = { ...run.child, content: manifest.content, outputs: outputsIn(outcome.folder, manifest.outputs) };
      const { variables, source, asked } = manifest.basis;
      done.push({ ...run.child, content: manifest.content, given, read: Object.keys(variables), source, asked });
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
        // without items no run has told it
        sourceHash: done[0]?.source ?? (await sourceHashOf(context.pipeline.project.root, block)),
        variables,
        variablesRead: [...ownVariables].filter(
          (name) => Object.hasOwn(variables, name) || name.startsWith(ENVIRONMENT) || name === EVERY,
        ),
        inputs: argumentsOf(planned.upstream).contents,
        attached: await prepared.attachedSource,
        asked: done.some(({ asked }) => asked),
      }),
    },
  );
  const value = givenChildren(
    manifest,
    done.map(({ given }) => given),
  );
  return { ending: 'completed', seconds: seconds(), manifest, value, failure: null };
}

/**
 * Runs a block for one item. What it has stored for the item is kept when nothing has changed: by this run, when it goes on
 * after an end, or by an earlier one, when only what has changed is to run.
 */
async function runChild(
  services: BlockServices,
  { block, log, resumed }: PlannedRun,
  prepared: PreparedBlock,
  run: ChildRun,
  folder: string,
  before: ReadonlyMap<string, KeptChild> | null,
): Promise<PieceOutcome> {
  const { context } = services;
  const own = childFolder(folder, run.child.index);
  const earlier = before?.get(itemKey(run.contents)) ?? null;
  const stored = resumed ? await storedChild(own) : earlier;
  if (stored !== null) {
    const attached = await prepared.attachedSource;
    const isSame = await isUnchanged(context, block, stored.manifest, run.contents, attached, run.variables);
    const kept = !isSame || resumed ? stored : await takeOver(stored, own, context.run);
    if (isSame && kept !== null) {
      const refused = resumed ? null : await conditionsRefuse(services, { ...prepared, ...run }, log);
      return refused ?? { ending: 'completed', ...kept, seconds: 0, failure: null };
    }
  }
  const ownLog = log.of(run.child.name);
  const outcome = await runPiece(services, { ...prepared, ...run }, ownLog, () => undefined);
  ownLog.close();
  return outcome;
}

async function storedChild(folder: string): Promise<KeptChild | null> {
  const manifest = await readManifest(folder);
  return manifest === null ? null : { folder, manifest };
}

/** Does something for every number below `count`, some of them at once. */
async function forEachOf(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, worker));
}
