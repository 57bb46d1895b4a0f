import * as v from 'valibot';
import { EiderError } from '../errors';
import type { Block, Project } from '../project/types';

/** The block that asks something while it runs: a part of its task. */
export interface Asker {
  readonly project: Project;
  readonly pipeline: string;
  readonly run: string;
  readonly block: Block;
  /** Aborted with the block. */
  readonly signal: AbortSignal;
  /** Waits for something that others do, and leaves the block's place to them meanwhile. */
  idle<Result>(waiting: () => Promise<Result>): Promise<Result>;
}

/** What a running block may ask of the run, by name: whoever answers parses what is asked. An answer is JSON. */
export type BlockRequests = Readonly<Record<string, BlockRequest>>;
export type BlockRequest = (params: unknown, from: Asker) => Promise<unknown>;

/** An answer to requests whose parameters have a schema. */
export function answering<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: (params: v.InferOutput<Schema>, from: Asker) => Promise<unknown>,
): BlockRequest {
  return async (params, from) => {
    const parsed = v.safeParse(schema, params);
    if (parsed.success) return answer(parsed.output, from);
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue);
    throw new EiderError({
      code: 'request_invalid',
      message: `Block ${from.block.uuid} asks for something that cannot be understood${where === null ? '' : ` (${where})`}: ${issue.message}.`,
      remedy: 'Look at what the call in the block is given.',
    });
  };
}

/** Answers a request of a block. Throws `request_unknown` and what the answer throws. */
export async function answerRequest(
  requests: BlockRequests,
  { method, params }: { readonly method: string; readonly params: unknown },
  from: Asker,
): Promise<unknown> {
  const request = Object.hasOwn(requests, method) ? requests[method] : undefined;
  if (request !== undefined) return request(params, from);
  throw new EiderError({
    code: 'request_unknown',
    message: `Block ${from.block.uuid} asks for ${method}, which does not exist.`,
    remedy: 'Look whether the interpreter imports another version of the stand-in for mage_ai.',
  });
}
