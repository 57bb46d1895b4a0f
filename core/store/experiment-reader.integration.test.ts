import { appendFile, rm, truncate, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { recordLines, writeRecords } from '../../test/support/experiments';
import { tempFolder } from '../../test/support/temp-project';
import { ExperimentReader } from './experiment-reader';
import { experimentFile } from './paths';

const all = { limit: 100, chosen: [] };

/** Text of the lines that follow, as a training appends them. */
function textOf(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

it('reads a record once, and then what was appended to it', async () => {
  const root = await tempFolder();
  const lines = recordLines({ id: 'a', scores: { 'train-rmse': [5, 4, 3, 2] } });
  await writeRecords(root, { id: 'a', scores: { 'train-rmse': [5, 4] }, end: null });
  const reader = new ExperimentReader(root);
  const look = () => reader.look({ limit: 100, chosen: ['a'] });
  expect((await look()).chosen[0]).toMatchObject({
    state: { status: 'interrupted' }, // there is no run that goes on
    curves: [{ set: 'train', name: 'rmse', steps: [0, 1], values: [5, 4], count: 2 }],
  });
  const rest = textOf(lines.slice(3));
  await appendFile(experimentFile(root, 'demo', 'a'), rest.slice(0, 150)); // one line and a piece of the next
  expect((await look()).chosen[0]?.curves[0]?.values).toEqual([5, 4, 3]);
  await appendFile(experimentFile(root, 'demo', 'a'), rest.slice(150));
  const { rows, chosen } = await look();
  expect(rows).toMatchObject([{ id: 'a', status: 'completed', metrics: [{ step: 3, value: 2 }] }]);
  expect(chosen[0]?.curves).toMatchObject([{ steps: [0, 1, 2, 3], best: { step: 3, value: 2 } }]);
});

it('gives curves only of those that are chosen, and all of their points when they are chosen later', async () => {
  const root = await tempFolder();
  await writeRecords(root, { id: 'a', scores: { auc: [0.5, 0.9, 0.7] } });
  const reader = new ExperimentReader(root);
  expect(await reader.look(all)).toMatchObject({ rows: [{ id: 'a' }], chosen: [] });
  expect((await reader.look({ limit: 100, chosen: ['a'] })).chosen[0]?.curves).toMatchObject([
    { values: [0.5, 0.9, 0.7], best: { step: 1, value: 0.9 } },
  ]);
});

it('keeps the spikes of a long curve', async () => {
  const root = await tempFolder();
  const scores = Array.from({ length: 20_000 }, (_, round) => (round === 7777 ? 900 : 1 / (round + 1)));
  await writeRecords(root, { id: 'a', scores: { rmse: scores } });
  const [found] = (await new ExperimentReader(root).look({ limit: 1, chosen: ['a'] })).chosen;
  const curve = found?.curves[0];
  expect(curve?.count).toBe(20_000);
  expect(curve?.steps.length).toBeLessThanOrEqual(600);
  expect(curve?.steps.slice(0, 1)).toEqual([0]);
  expect(curve?.steps.at(-1)).toBe(19_999);
  expect(curve?.values[curve.steps.indexOf(7777)]).toBe(900);
});

it('lists parts below what they belong to, also when that began before what is looked at', async () => {
  const root = await tempFolder();
  await writeRecords(
    root,
    { id: '1-old' },
    { id: '2-search', estimator: 'minimize' },
    { id: '3-trial', parent: '2-search', estimator: 'Trial', name: 'trial 0' },
    { id: '4-booster', parent: '3-trial' },
    { id: '5-trial', parent: '2-search', estimator: 'Trial', name: 'trial 1' },
  );
  const { rows, older, chosen } = await new ExperimentReader(root).look({ limit: 2, chosen: ['2-search'] });
  expect(rows.map(({ id, parts }) => [id, parts])).toEqual([['2-search', 2]]);
  expect(older).toBe(1);
  expect(chosen[0]?.parts.map(({ name }) => name)).toEqual(['trial 0', 'trial 1']);
});

it('begins anew with a record that was cut, and forgets one that was removed', async () => {
  const root = await tempFolder();
  await writeRecords(root, { id: 'a', name: 'first' }, { id: 'b' });
  const reader = new ExperimentReader(root);
  expect((await reader.look(all)).rows.map(({ id, name }) => [id, name])).toEqual([
    ['b', null],
    ['a', 'first'],
  ]);
  await rm(experimentFile(root, 'demo', 'b'));
  await truncate(experimentFile(root, 'demo', 'a'));
  expect((await reader.look(all)).rows).toEqual([]);
  await writeFile(experimentFile(root, 'demo', 'a'), textOf(recordLines({ id: 'a', name: 'second' })));
  expect((await reader.look(all)).rows.map(({ id, name }) => [id, name])).toEqual([['a', 'second']]);
});

it('finds nothing where nothing was trained', async () => {
  expect(await new ExperimentReader(await tempFolder()).look(all)).toEqual({ rows: [], older: 0, chosen: [] });
});
