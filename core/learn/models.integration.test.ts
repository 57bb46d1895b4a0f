import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DictVectorizer } from './encode/dict-vectorizer';
import { isModel, readModel, writeModel } from './models';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'eider-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

const withCode = (code: string): unknown => {
  const problem: unknown = expect.objectContaining({ code });
  return expect.objectContaining({ problem });
};

describe('stored models', () => {
  const vectorizer = DictVectorizer.fit({ n: { kind: 'numeric', values: Float64Array.of(1) } });

  it('come back as they were', async () => {
    const file = path.join(folder, 'output_0.model.json');
    await writeModel(file, vectorizer);
    const read = await readModel(file);
    expect(isModel(read)).toBe(true);
    expect(read.featureNames).toEqual(['n']);
  });

  it('are told from what only looks like one', () => {
    expect(isModel(vectorizer)).toBe(true);
    expect(isModel(vectorizer.toJSON())).toBe(false);
    expect(isModel(null)).toBe(false);
  });

  it('are refused, by name, when damaged or of another format', async () => {
    const file = path.join(folder, 'damaged.model.json');
    await writeFile(file, '{"format":"eider.dict_vectorizer","ver');
    await expect(readModel(file)).rejects.toThrow(withCode('model_damaged'));
    await expect(readModel(file)).rejects.toThrow(file);
    await writeFile(file, '{"format":"another"}');
    await expect(readModel(file)).rejects.toThrow(withCode('model_unknown'));
  });
});
