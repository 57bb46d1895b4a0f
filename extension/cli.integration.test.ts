import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { statusReportSchema } from '../core/protocol/freshness';
import { tempProject } from '../test/support/temp-project';
import { askCli } from './cli';

const checkout = path.resolve(__dirname, '..');
const status = (root: string, pipeline: string, signal?: AbortSignal) =>
  askCli(checkout, statusReportSchema, ['status', pipeline, '--project', root], signal);

describe('a question to the command line', () => {
  it('is answered by what it prints', async () => {
    const root = await tempProject([{ uuid: 'trips', type: 'data_loader', language: 'sql', source: 'SELECT 1 AS n' }]);
    expect(await status(root, 'demo')).toEqual({
      pipelines: [
        { pipeline: 'demo', blocks: [{ uuid: 'trips', madeAt: null, stale: true, reasons: ['has never run'] }] },
      ],
    });
  });

  it('that it refuses fails with what it says is wrong', async () => {
    const root = await tempProject([]);
    await expect(status(root, 'dem')).rejects.toMatchObject({
      problem: { code: 'pipeline_unknown', remedy: 'Did you mean demo?' },
    });
  });

  it('ends when nobody wants the answer any more, which is no failure', async () => {
    const root = await tempProject([]);
    const wanted = new AbortController();
    const asked = status(root, 'demo', wanted.signal);
    wanted.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});
