import type { Block } from '../project/types';
import type { Basis, Manifest } from '../protocol/outputs';
import type { BlockLog } from './block-log';
import type { BlockValue } from './block-value';
import { variablesToCompare, type RunContext } from './execute-block';
import { changesSince } from './up-to-date';

/** A block at its turn in a plan. */
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

/** Whether stored outputs are what the block would give again; `own` are the variables of one of its runs alone. */
export async function isUnchanged(
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
