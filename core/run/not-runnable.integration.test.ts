import { describe, expect, it } from 'vitest';
import { fixtureFolder } from '../../test/support/fixture';
import { EiderError } from '../errors';
import { projectAt } from '../project/find-project';
import { readPipeline } from '../project/read-pipeline';
import { planRun } from './plan';

const project = projectAt(fixtureFolder('mage-unsupported'));

async function refusal(pipeline: string, block: string | null = null): Promise<unknown> {
  const reading = await readPipeline(project, pipeline);
  try {
    const selection = block === null ? null : ({ block, mode: 'only' } as const);
    return planRun(reading, { selection, changed: false }).blocks.map(({ uuid }) => uuid);
  } catch (error) {
    if (!(error instanceof EiderError)) throw error;
    const { code, message, line, remedy = '' } = error.problem;
    return { code, message, line, hasRemedy: remedy !== '' };
  }
}

describe('what Eider does not run is refused in one sentence, with its place, before anything starts:', () => {
  it.each([
    ['clicks', 'Pipeline clicks does not run here: it is a streaming pipeline', 4],
    ['orders', 'Pipeline orders does not run here: it is a data integration pipeline', 1],
    ['big', 'Pipeline big does not run here: it is a PySpark pipeline', 1],
  ])('pipeline %s', async (pipeline, words, line) => {
    expect(await refusal(pipeline)).toEqual({
      code: 'pipeline_not_runnable',
      message: expect.stringContaining(words) as unknown,
      line,
      hasRemedy: true,
    });
  });

  it.each([
    ['in_r', 'it is written in R.', 7],
    ['models/daily', 'it is a dbt block.', 11],
    ['from_shop', 'it is a data integration block.', 15],
  ])('block %s', async (block, words, line) => {
    expect(await refusal('mixed', block)).toEqual({
      code: 'block_not_runnable',
      message: `Block ${block} does not run here: ${words}`,
      line,
      hasRemedy: true,
    });
  });

  it('a whole pipeline, by the first of its blocks; one of the others runs by itself', async () => {
    expect(await refusal('mixed')).toMatchObject({ code: 'block_not_runnable', line: 7 });
    expect(await refusal('mixed', 'fine')).toEqual(['fine']);
  });
});
