import { writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { EiderError } from '../errors';
import { withStoredFile } from './encode/binary-file';
import { DictVectorizer } from './encode/dict-vectorizer';

/** A fitted model that can be stored as an output of kind `model`. */
export type Model = DictVectorizer;

const storedModelSchema = v.looseObject({ format: v.string() });

export function isModel(value: unknown): value is Model {
  return value instanceof DictVectorizer;
}

/** Stores a model as JSON whose `format` names what it is. */
export async function writeModel(file: string, model: Model): Promise<void> {
  await writeFile(file, JSON.stringify(model.toJSON()));
}

/** Reads a stored model. Throws `model_damaged` for a broken file and `model_unknown` for a format of another version. */
export async function readModel(file: string): Promise<Model> {
  const json = parse(file, await withStoredFile(file, (handle) => handle.readFile('utf8')));
  if (json.format === 'eider.dict_vectorizer') return DictVectorizer.fromJSON(json);
  throw new EiderError({
    code: 'model_unknown',
    message: `The stored model ${file} has the format ${json.format}, which this version does not read.`,
    remedy: 'Run the block that makes it again.',
    file,
  });
}

function parse(file: string, text: string): v.InferOutput<typeof storedModelSchema> {
  try {
    return v.parse(storedModelSchema, JSON.parse(text));
  } catch (cause) {
    throw new EiderError(
      {
        code: 'model_damaged',
        message: `The stored model ${file} cannot be read.`,
        remedy: 'Run the block that makes it again.',
        file,
      },
      { cause },
    );
  }
}
