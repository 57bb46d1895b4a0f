import { tmpdir } from 'node:os';
import path from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { createChartPythons } from '../../core/data/chart-pythons';
import { drawChart } from '../../core/data/draw-chart';
import { createPool } from '../../core/data/pool';
import { openDatabase } from '../../core/data/session';
import type { ChartData, ChartQuery } from '../../core/protocol/charts';
import type { Terminal } from '../terminal';

/** Draws one chart, its code included; Ctrl+C ends it with everything that it has started. */
export async function drawOnce(query: ChartQuery, terminal: Terminal): Promise<ChartData> {
  const database = { tempDirectory: await mkdtemp(path.join(tmpdir(), 'eider-chart-')) };
  const pool = createPool(await openDatabase(database), 1);
  const pythons = createChartPythons();
  const abort = new AbortController();
  const interrupt = terminal.onInterrupt(() => abort.abort());
  try {
    const context = { query: pool.query, database, pythons };
    return await drawChart({ ...query, code: { python: null } }, context, abort.signal);
  } finally {
    interrupt.dispose();
    await pythons.close();
    pool.close();
    await rm(database.tempDirectory, { recursive: true, force: true });
  }
}
