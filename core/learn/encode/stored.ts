import * as v from 'valibot';
import { EiderError } from '../../errors';

/** What a stored encoder's JSON says. Throws `model_damaged` when it does not follow the schema of that encoder. */
export function readStored<Schema extends v.GenericSchema>(
  model: string,
  schema: Schema,
  json: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  throw new EiderError({
    code: 'model_damaged',
    message: `The stored model is not a ${model} of this version.`,
    remedy: 'Run the block that fits it again.',
    detail: v.summarize(parsed.issues),
  });
}
