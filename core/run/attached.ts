import type { CallbackEvent, DraftOutput } from '../blocks/contract';
import { EiderError, isAbort } from '../errors';
import type { Block } from '../project/types';
import type { Failure } from '../protocol/problem';
import { outputsIn, type BlockValue } from './block-value';
import { argumentsOf } from './dynamic';
import { bothNames } from './fingerprint';
import { askBlock, failureOf, failureText, type BlockWork, type CheckBasis, type RunContext } from './execute-block';
import type { CallbackOutcome, ConditionOutcome } from './outcomes';

/** Looks at a block's conditions on the arguments that the block itself would receive. Rejects only when aborted. */
export async function lookAtConditions(
  context: RunContext,
  work: BlockWork,
  conditions: readonly Block[],
): Promise<ConditionOutcome[]> {
  return Promise.all(
    conditions.map(async (block): Promise<ConditionOutcome> => {
      const condition = block.uuid;
      try {
        const { answer } = await askBlock(context, { ...work, block }, { kind: 'answer' });
        return { condition, passed: answer };
      } catch (error) {
        if (isAbort(error) || work.signal.aborted) throw error;
        const failure = failureOf(error, block);
        work.log.note(`Condition ${condition}: ${failureText(failure)}\n`);
        return { condition, passed: false, failure };
      }
    }),
  );
}

/**
 * Runs the checks on outputs that are not in place yet. Gives what they depend on besides them.
 * Throws what the first of them found.
 */
export async function runChecks(
  context: RunContext,
  work: BlockWork,
  checks: readonly Block[],
  folder: string,
  outputs: readonly DraftOutput[],
): Promise<CheckBasis> {
  const inputs = [{ kind: 'outputs', block: work.block.uuid, outputs: outputsIn(folder, outputs) } as const];
  let variablesRead: CheckBasis['variablesRead'] = [];
  let asked = false;
  for (const block of checks) {
    try {
      const result = await askBlock(context, { ...work, block, inputs, contents: [] }, { kind: 'check' });
      variablesRead = bothNames(variablesRead, result.variablesRead);
      asked ||= result.asked === true;
    } catch (error) {
      if (isAbort(error)) throw error;
      const failure = failureOf(error, block);
      throw new EiderError({ ...failure, message: `Check ${block.uuid}: ${failure.message}` }, { cause: error });
    }
  }
  return { variablesRead, asked };
}

/** How a block ended, for its callbacks. */
export interface CallbackCause {
  readonly event: CallbackEvent;
  readonly value: BlockValue | null;
  readonly failure: Failure | null;
}

/** Runs the callbacks of a block that has ended, on what it gave. Never rejects: a callback that fails is told and no more. */
export async function runCallbacks(
  context: RunContext,
  work: BlockWork,
  callbacks: readonly Block[],
  cause: CallbackCause,
): Promise<CallbackOutcome[]> {
  const { inputs } = argumentsOf(cause.value === null ? [] : [cause.value]);
  const variables = {
    ...work.variables,
    parent_block_uuid: work.block.uuid,
    ...(cause.failure === null ? {} : { __error: cause.failure.message }),
  };
  return Promise.all(
    callbacks.map(async (block): Promise<CallbackOutcome> => {
      const callback = block.uuid;
      try {
        const own = { ...work, block, variables, contents: [] };
        const first =
          inputs.length === 0 ? [{ kind: 'outputs', block: work.block.uuid, outputs: [] } as const] : inputs;
        await askBlock(context, { ...own, inputs: first }, { kind: 'callback', event: cause.event });
        return { callback };
      } catch (error) {
        const { failure } = callbackStopped(block, work.signal, error);
        work.log.note(`Callback ${callback}: ${failureText(failure)}\n`);
        return { callback, failure };
      }
    }),
  );
}

/** A callback that failed, or did not come to its end in time. */
export function callbackStopped(block: Block, signal: AbortSignal, error: unknown): Required<CallbackOutcome> {
  const callback = block.uuid;
  if (!signal.aborted) return { callback, failure: failureOf(error, block) };
  const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  const late = new EiderError({
    code: 'callback_stopped',
    message: `Callback ${callback} was stopped: ${isLate ? 'it took too long' : 'its run was cancelled'}.`,
    remedy: 'It has ten minutes, and ten seconds when its run is cancelled: leave longer work to another pipeline.',
  });
  return { callback, failure: failureOf(late, block) };
}
