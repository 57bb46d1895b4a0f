import { describe, expect, it } from 'vitest';
import { EiderError } from '../errors';
import { aBlock, aReading } from '../project/testing';
import type { Block, PipelineReading } from '../project/types';
import { planRun } from './plan';

const block = (uuid: string, upstream: readonly string[], change: Partial<Block> = {}): Block =>
  aBlock(uuid, { upstream, position: { line: 3, column: 5 }, ...change });

const reading = (blocks: readonly Block[], problems: PipelineReading['problems'] = []): PipelineReading =>
  aReading(blocks, { problems });

const diamond = [
  block('sink', ['left', 'right']),
  block('left', ['source']),
  block('right', ['source']),
  block('source', []),
  block('notes', ['source'], { type: 'markdown', language: 'markdown' }),
];
const plan = (selection: Parameters<typeof planRun>[1]['selection']) =>
  planRun(reading(diamond), { selection, changed: false }).blocks.map(({ uuid, action }) => `${action} ${uuid}`);

describe('the plan of a run', () => {
  it('executes everything but notes, inputs first', () => {
    expect(plan(null)).toEqual(['run source', 'run left', 'run right', 'run sink']);
  });

  it('reads the outputs of the blocks right above a part of the pipeline', () => {
    expect(plan({ block: 'sink', mode: 'only' })).toEqual(['reuse left', 'reuse right', 'run sink']);
    expect(plan({ block: 'left', mode: 'upstream' })).toEqual(['run source', 'run left']);
    expect(plan({ block: 'left', mode: 'downstream' })).toEqual([
      'reuse source',
      'run left',
      'reuse right',
      'run sink',
    ]);
  });

  it('refuses a pipeline with errors and says how many more there are', () => {
    const problem = { code: 'cycle', severity: 'error' as const, message: 'a → b → a', file: 'x', line: 2, column: 1 };
    expect(
      refusal(() => planRun(reading(diamond, [problem, problem]), { selection: null, changed: false })),
    ).toMatchObject({
      code: 'pipeline_broken',
      message: expect.stringContaining('1 more') as string,
      line: 2,
    });
  });

  it('runs one block although the file of another is missing', () => {
    const blocks = [...diamond, block('gone', [], { fileExists: false })];
    const problem = { code: 'block_file_missing', severity: 'error' as const, message: 'gone' };
    expect(
      planRun(reading(blocks, [problem]), { selection: { block: 'source', mode: 'only' }, changed: false }).blocks,
    ).toHaveLength(1);
    expect(refusal(() => planRun(reading(blocks, [problem]), { selection: null, changed: false })).code).toBe(
      'block_file_missing',
    );
  });

  it('refuses a note and a language that it does not execute', () => {
    const inR = [block('stats', [], { language: 'r' })];
    expect(refusal(() => plan({ block: 'notes', mode: 'only' })).code).toBe('block_not_runnable');
    expect(refusal(() => planRun(reading(inR), { selection: null, changed: false }))).toMatchObject({
      code: 'block_not_runnable',
      line: 3,
    });
  });
});

function refusal(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof EiderError) return error.problem;
    throw error;
  }
  throw new Error('nothing was refused');
}
