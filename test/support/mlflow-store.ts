import { writeFile } from 'node:fs/promises';
import initSqlite from 'sql.js';

/** The tables of MLflow's store that are read, as version 2 makes them, with two runs and one that was deleted. */
export const mlflowStore = `
CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name VARCHAR(256) UNIQUE NOT NULL, lifecycle_stage VARCHAR(32));
CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), status VARCHAR(9), start_time BIGINT, end_time BIGINT,
  lifecycle_stage VARCHAR(20), experiment_id INTEGER);
CREATE TABLE metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT NOT NULL, run_uuid VARCHAR(32), step BIGINT DEFAULT 0,
  is_nan BOOLEAN DEFAULT 0);
CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
CREATE TABLE tags (key VARCHAR(250), value VARCHAR(5000), run_uuid VARCHAR(32));
INSERT INTO experiments VALUES (1, 'trips', 'active');
INSERT INTO runs VALUES ('a', 'train:tune', 'RUNNING', 1000, NULL, 'active', 1), ('b', NULL, 'FINISHED', 2000, 2500, 'active', 1),
  ('c', 'gone', 'FINISHED', 3000, 3500, 'deleted', 1);
INSERT INTO metrics VALUES ('rmse', 6, 1, 'a', 0, 0), ('rmse', 5.25, 2, 'a', 1, 0), ('mse', 0, 1, 'b', 0, 1);
INSERT INTO params VALUES ('max_depth', '10', 'a');
INSERT INTO tags VALUES ('model', 'Booster', 'a'), ('mlflow.user', 'ann', 'a'), ('mlflow.runName', 'calm-owl', 'b');
`;

/** Writes the database that some SQL makes from nothing. */
export async function writeSqlite(file: string, sql: string): Promise<void> {
  const { Database } = await initSqlite();
  const made = new Database();
  made.run(sql);
  await writeFile(file, made.export());
  made.close();
}
