import * as v from 'valibot';
import { failureSchema } from '../protocol/problem';

/** What the extension host sends to the data process: a request, or the wish to have one cancelled. */
export const toProcessSchema = v.union([
  v.object({ id: v.number(), method: v.string(), params: v.unknown() }),
  v.object({ cancel: v.number() }),
]);
export type ToProcess = v.InferOutput<typeof toProcessSchema>;

/** What the data process sends back: one answer to each request. */
export const fromProcessSchema = v.variant('ok', [
  v.object({ id: v.number(), ok: v.literal(true), result: v.unknown() }),
  v.object({ id: v.number(), ok: v.literal(false), failure: failureSchema }),
]);
export type FromProcess = v.InferOutput<typeof fromProcessSchema>;

/** Code of the failure that answers a cancelled request. */
export const cancelledCode = 'cancelled';
