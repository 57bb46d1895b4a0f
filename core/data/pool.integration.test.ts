import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool, type Pool } from './pool';
import { openDatabase } from './session';

const endless = 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3';

describe('createPool', () => {
  let folder: string;
  let pool: Pool;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'eider-pool-'));
    pool = createPool(await openDatabase({ tempDirectory: folder, threads: 1, memoryLimit: '200MB' }), 2);
  });
  afterAll(async () => {
    pool.close();
    await rm(folder, { recursive: true, force: true });
  });
  const value = async (sql: string, signal?: AbortSignal) =>
    (await (await pool.query(sql, {}, signal)).getRows())[0]?.[0];

  it('stops a query that is cancelled, and goes on working', async () => {
    const controller = new AbortController();
    const running = value(endless, controller.signal);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(await value('SELECT 42')).toBe(42);
  });

  it('answers while another query takes long', async () => {
    const controller = new AbortController();
    const running = value(endless, controller.signal);
    expect(await value('SELECT 1')).toBe(1);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('takes a cancelled query out of the queue', async () => {
    const long = new AbortController();
    const both = Promise.allSettled([value(endless, long.signal), value(endless, long.signal)]);
    const waiting = new AbortController();
    const third = value('SELECT 3', waiting.signal);
    waiting.abort();
    await expect(third).rejects.toMatchObject({ name: 'AbortError' });
    const fourth = value('SELECT 4');
    long.abort();
    expect((await both).map((each) => each.status)).toEqual(['rejected', 'rejected']);
    expect(await fourth).toBe(4);
  });

  it('does not start a query whose signal was aborted before', async () => {
    await expect(value('SELECT 1', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('passes on what DuckDB says about a wrong query', async () => {
    await expect(value('SELECT nonsense')).rejects.toThrow(/nonsense/);
  });

  it('binds values instead of pasting them', async () => {
    const result = await pool.query('SELECT $text || $number', { text: "'; DROP", number: 3_000_000_000 });
    expect(await result.getRows()).toEqual([["'; DROP3000000000"]]);
  });

  it('thinks in UTC', async () => {
    expect(await value("SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00'::VARCHAR")).toBe('2024-01-01 00:00:00+00');
  });

  it('reads only the given files when there are some', async () => {
    const locked = createPool(
      await openDatabase({ tempDirectory: folder, onlyFiles: [path.join(folder, 'a.parquet')] }),
      1,
    );
    await expect(locked.query("SELECT * FROM read_text('package.json')")).rejects.toThrow(/disabled by configuration/);
    await expect(locked.query('SET enable_external_access = true')).rejects.toThrow();
    locked.close();
  });
});
