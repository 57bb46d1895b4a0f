import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runDemo } from '../../test/support/run-demo';
import { tempProject, type BlockSource } from '../../test/support/temp-project';
import { distFolder } from '../dist-folder';
import { listOutputRuns, readBlockOutputs } from '../store/outputs';
import { listRuns, readRun } from '../store/runs';

const KILLS = 200;

const sql = (uuid: string, upstream: readonly string[], source: string): BlockSource => ({
  uuid,
  language: 'sql',
  upstream,
  source,
});
const blocks: readonly BlockSource[] = [
  sql('load', [], 'SELECT range AS n FROM range(20000)'),
  sql(
    'halves',
    ['load'],
    'CREATE TABLE low AS SELECT n FROM load WHERE n < 10000; CREATE TABLE high AS SELECT n FROM load WHERE n >= 10000',
  ),
  {
    uuid: 'list',
    type: 'custom',
    language: 'typescript',
    upstream: ['load'],
    source: `import { custom, type Table } from 'eider';
      export default custom(async (load: Table) => [[1, 2, 3, await load.rowCount()]]);`,
    fields: { configuration: { dynamic: true } },
  },
  {
    uuid: 'child',
    type: 'custom',
    language: 'typescript',
    upstream: ['list', 'halves'],
    source: `import { custom, sql, type Table } from 'eider';
      export default custom((n: number, [low]: Table[]) => sql\`select \${n} as n, count(*) as c from \${low} where n < \${n}\`);`,
    fields: { configuration: { reduce_output: true } },
  },
  sql('all', ['child', 'halves'], 'SELECT sum(n) AS n, sum(c) AS c FROM child'),
];

/** What every block's newest outputs hold; null for one that has none. */
async function contents(project: string): Promise<(string | null)[]> {
  const outputs = await Promise.all(blocks.map(({ uuid }) => readBlockOutputs(project, 'demo', uuid)));
  return outputs.map((found) => found?.manifest.content ?? null);
}

/** A run in a process of its own that is killed some time after it has begun, unless it has ended before. */
async function killedRun(project: string, args: readonly string[]): Promise<void> {
  const cli = path.join(distFolder(), 'cli.js');
  const child = spawn(process.execPath, [cli, ...args, '--project', project, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), randomInt(250)));
  child.stdout.resume();
  await new Promise((ended) => child.once('close', ended));
}

it(
  'leaves a store that can be read whenever a run is killed, and a run that can go on to the same end',
  { timeout: 600_000 },
  async () => {
    const project = await tempProject(blocks);
    await runDemo(project);
    const undisturbed = await contents(project);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const [newest] = await listRuns(project);
      const state = newest === undefined ? null : await readRun(project, newest);
      // half of them go on with the run that was killed before
      const again = state?.status === 'interrupted' && kill % 2 === 1;
      await killedRun(project, again ? ['retry', newest?.run ?? ''] : ['run', 'demo']);
      const [last] = await listRuns(project);
      const after = last === undefined ? null : await readRun(project, last);
      expect(['completed', 'interrupted']).toContain(after?.status);
      expect(after?.blocks.map(({ status }) => status)).not.toContain('running');
      // outputs are whole or not there; the newest that are there are of this run or an earlier one
      for (const { uuid } of blocks) {
        for (const run of (await listOutputRuns(project, 'demo', uuid)).slice(0, 2)) {
          const stored = await readBlockOutputs(project, 'demo', uuid, run);
          expect(stored === null || undisturbed.includes(stored.manifest.content)).toBe(true);
        }
      }
      expect(await contents(project)).toEqual(undisturbed);
    }
    const [last] = await listRuns(project);
    const state = last === undefined ? null : await readRun(project, last);
    if (state?.status === 'interrupted') {
      const { finished } = await runDemo(project, { resume: last?.run ?? null });
      expect(finished.status).toBe('completed');
    }
    expect(await contents(project)).toEqual(undisturbed);
  },
);
