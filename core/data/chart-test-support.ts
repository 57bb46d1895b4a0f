import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChartCode, ChartData } from '../protocol/charts';
import { openDataServer, type DataServer } from './server';
import { createTestProject, type TestProject } from './test-support';

const extensions: Readonly<Record<string, string>> = { python: 'py', sql: 'sql', typescript: 'ts' };

export interface TestChart {
  readonly configuration: object;
  /** The text of the chart's file. */
  readonly source?: string;
  readonly language?: string;
  /** The block that it is attached to; `trips` when none is named. */
  readonly on?: string | readonly string[];
  readonly timeout?: number;
}

/** A project whose pipeline has one chart at a time, drawn by the data process's own code. */
export interface ChartProject {
  readonly project: TestProject;
  readonly server: DataServer;
  draw(chart: TestChart, options?: { code?: ChartCode | null; signal?: AbortSignal }): Promise<ChartData>;
  dispose(): Promise<void>;
}

export async function createChartProject(): Promise<ChartProject> {
  const project = await createTestProject();
  const server = await openDataServer({ tempDirectory: path.join(project.root, 'spill') });
  const folder = path.join(project.root, 'pipelines', 'p');
  await mkdir(folder, { recursive: true });
  await mkdir(path.join(project.root, 'charts'));
  await writeFile(path.join(project.root, 'metadata.yaml'), 'project_uuid: test\n');
  return {
    project,
    server,
    async draw({ configuration, source = '', language = 'python', on = 'trips', timeout }, options = {}) {
      const upstream = typeof on === 'string' ? [on] : on;
      await writeFile(path.join(project.root, 'charts', `c.${extensions[language] ?? language}`), source);
      const pipeline = {
        ...{ uuid: 'p', name: 'p', type: 'python', variables: { most: 1 } },
        blocks: upstream.map((uuid) => ({ uuid, name: uuid, type: 'data_loader', language: 'sql' })),
        widgets: [
          {
            ...{ uuid: 'c', name: 'My chart', type: 'chart', language, upstream_blocks: upstream, configuration },
            ...(timeout === undefined ? {} : { timeout }),
          },
        ],
      };
      // JSON is YAML
      await writeFile(path.join(folder, 'metadata.yaml'), JSON.stringify(pipeline));
      const { code = null, signal = new AbortController().signal } = options;
      const params = { project: project.root, pipeline: 'p', chart: 'c', run: null, code };
      // SAFETY: the request `chart` is answered with a ChartData
      return (await server.answer('chart', params, signal)) as ChartData;
    },
    async dispose() {
      await server.close();
      await project.dispose();
    },
  };
}
