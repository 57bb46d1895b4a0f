import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import type { RunEvent } from '../protocol/run-events';

describe('a block that fails', () => {
  const flaky = (fields: Readonly<Record<string, unknown>>): BlockSource => ({
    uuid: 'flaky',
    type: 'custom',
    language: 'typescript',
    source: `import { custom } from 'eider';
      export default custom(({ variables }) => {
        const { attempts } = variables.retry as { attempts: number };
        if (attempts < 2) throw new Error('not yet');
        return [attempts];
      });`,
    fields,
  });

  it('is tried again as its settings say', async () => {
    const run = await runDemo(await tempProject([flaky({ retry_config: { retries: 3, delay: 0.01 } })]));
    expect(run.finished).toMatchObject({ status: 'completed', executed: 1 });
    expect(run.events.filter((event) => event.type === 'block_retried')).toMatchObject([
      { attempt: 1, delay: 0.01 },
      { attempt: 2, delay: 0.02 },
    ]);
  });

  it('has failed when the run ends, after the failure of another, before its next try', async () => {
    const bad: BlockSource = {
      uuid: 'bad',
      type: 'custom',
      language: 'typescript',
      source: `import { custom } from 'eider'; import { existsSync } from 'node:fs';
        export default custom(async ({ project }) => {
          while (!existsSync(project + '/failed')) await new Promise((resolve) => setTimeout(resolve, 10));
          throw new Error('the first');
        });`,
    };
    const project = await tempProject([flaky({ retry_config: { retries: 3, delay: 50 } }), bad]);
    const onEvent = ({ type }: RunEvent) => {
      if (type === 'block_retried') writeFileSync(path.join(project, 'failed'), '');
    };
    const run = await runDemo(project, {}, { onEvent });
    expect(run.block('flaky')).toMatchObject({ status: 'failed', failure: { message: 'not yet' } });
    expect(run.finished).toMatchObject({ status: 'failed', failed: 2 });
  });

  it('is given up when the tries are used up, and says so', async () => {
    const run = await runDemo(await tempProject([flaky({ retry_config: { retries: 1, delay: 0 } })]));
    expect(run.block('flaky').failure?.message).toBe('not yet (tried 2 times)');
  });

  it('is stopped at its time limit, even in a busy loop', async () => {
    const source = `import { custom } from 'eider'; export default custom(() => { for (;;); });`;
    const run = await runDemo(
      await tempProject([{ uuid: 'busy', type: 'custom', language: 'typescript', source, fields: { timeout: 0.3 } }]),
    );
    expect(run.block('busy')).toMatchObject({ status: 'failed', failure: { code: 'block_timeout' } });
    expect(run.finished.status).toBe('failed');
  });

  it('lets no other block begin in its place', async () => {
    const bad: BlockSource = { uuid: 'bad', type: 'data_loader', language: 'sql', source: 'SELECT nothing' };
    const next: BlockSource = { uuid: 'next', type: 'data_loader', language: 'sql', source: 'SELECT 1' };
    const one = { limits: { memory: null, threads: null, parallel: 1 } };
    const run = await runDemo(await tempProject([bad, next]), one);
    expect(run.block('next').status).toBe('cancelled');
    const busy = { ...bad, uuid: 'busy', language: 'typescript', fields: { timeout: 0.2 } } as const;
    const source = `import { dataLoader } from 'eider'; export default dataLoader(() => { for (;;); });`;
    const late = await runDemo(await tempProject([{ ...busy, source }, next]), one);
    expect(late.block('next').status).toBe('cancelled');
  });

  it('has as much time as its limit says, however much that is', async () => {
    const long = {
      uuid: 'long',
      type: 'data_loader',
      language: 'sql',
      source: 'SELECT max(range) FROM range(20000000)',
    } as const;
    const project = await tempProject([{ ...long, fields: { timeout: 30 * 86_400 } }]);
    expect((await runDemo(project, { timeout: 60 * 86_400 })).finished.status).toBe('completed');
  });

  it('ends the run for others too, unless failures are allowed', async () => {
    const bad: BlockSource = { uuid: 'bad', type: 'data_loader', language: 'sql', source: 'SELECT nothing' };
    const slow: BlockSource = {
      uuid: 'slow',
      type: 'data_loader',
      language: 'sql',
      source: 'SELECT max(range) FROM range(50000000)',
    };
    const after: BlockSource = { uuid: 'after', language: 'sql', upstream: ['slow'], source: 'SELECT 1' };
    const project = await tempProject([bad, slow, after]);
    expect((await runDemo(project)).block('after').status).toBe('cancelled');
    const allowed = await runDemo(project, { allowFailures: true });
    expect(allowed.block('after').status).toBe('completed');
    expect(allowed.finished).toMatchObject({ status: 'failed', failed: 1 });
  });
});
