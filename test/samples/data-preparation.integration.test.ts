import { cp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/root';
import { eider } from '../support/eider';
import { haveTaxiData, taxiData, whyNoTaxiData } from '../support/taxi-data';
import { tempFolder } from '../support/temp-project';

async function sampleCopy(): Promise<string> {
  const project = path.join(await tempFolder(), 'green-taxi');
  const filter = (file: string) => path.basename(file) !== '.eider';
  await cp(path.join(root, 'samples/green-taxi'), project, { recursive: true, filter });
  return project;
}

/** `name kind rows×columns` of every output that `show --json` lists. */
async function outputsOf(project: string, block: string): Promise<string[]> {
  const { stdout } = await eider(['show', `data_preparation/${block}`, '--project', project, '--json']);
  // SAFETY: the shape that the command line promises; a wrong one fails the expectations that follow
  const { outputs } = JSON.parse(stdout) as {
    outputs: { name: string; kind: string; rows: number | null; columns: number | null }[];
  };
  return outputs.map(({ name, kind, rows, columns }) => `${name} ${kind} ${rows ?? '-'}×${columns ?? '-'}`);
}

describe('the pipeline data_preparation from the command line', () => {
  it('runs on the data it comes with', async () => {
    const project = await sampleCopy();
    const ran = await eider(['run', 'data_preparation', '--project', project, '--json']);
    expect(ran).toMatchObject({ code: 0 });
    const last: unknown = JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ type: 'run_finished', status: 'completed', executed: 3, reused: 0 });
    expect(await outputsOf(project, 'ingest')).toEqual(['output_0 table 53300×20']);
  });

  it.skipIf(!haveTaxiData)(`gives the known numbers on the real trips${whyNoTaxiData}`, async () => {
    const project = await sampleCopy();
    const relative = path.relative(root, taxiData);
    const ran = await eider(['run', 'data_preparation', '--project', project, '--var', `data_dir=${relative}`]);
    expect(ran).toMatchObject({ code: 0 });
    expect(await outputsOf(project, 'ingest')).toEqual(['output_0 table 110128×20']);
    expect(await outputsOf(project, 'prepare')).toEqual([
      'all table 105870×4',
      'train table 54378×3',
      'validation table 51492×3',
    ]);
    expect(await outputsOf(project, 'build')).toEqual([
      'X sparse 105870×7027',
      'X_train sparse 54378×5094',
      'X_val sparse 51492×5094',
      'y array 105870×1',
      'y_train array 54378×1',
      'y_val array 51492×1',
      'dv model -×-',
    ]);
  });

  it('says which file is missing when data_dir is wrong, and exits with 1', async () => {
    const ran = await eider(['run', 'data_preparation', '--project', await sampleCopy(), '--var', 'data_dir=nowhere']);
    expect(ran.code).toBe(1);
    expect(`${ran.stdout}${ran.stderr}`).toContain('nowhere/2024/01.parquet');
    expect(`${ran.stdout}${ran.stderr}`).toMatch(/ingest\.sql:3:\d+/);
  });

  it('exits with 2 for a pipeline that does not exist', async () => {
    const ran = await eider(['run', 'data_prep', '--project', await sampleCopy()]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('data_preparation');
  });
});
