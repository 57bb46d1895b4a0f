import { describe, expect, it } from 'vitest';
import type { ExperimentState } from '../../core/protocol/experiment-state';
import type {
  ExperimentCurve,
  ExperimentDetails,
  ExperimentPart,
  ExperimentRow,
} from '../../core/protocol/experiment-view';
import { curveCharts } from './curves';
import { isWithin, parallelAxes, positionOf, ranksOf, textAt, ticksOf } from './parallel-axes';
import { chosenRows, nextSort, rowValue, sortBy } from './rows';
import { trialTable } from './trials';

function row(id: string, more: Partial<ExperimentRow> = {}): ExperimentRow {
  return {
    id,
    pipeline: 'demo',
    block: 'fit',
    child: null,
    experiment: 'demo',
    name: null,
    estimator: 'Booster',
    status: 'completed',
    startedAt: '2025-03-01T09:00:00.000Z',
    seconds: 1,
    metrics: [],
    parts: 0,
    ...more,
  };
}

describe('the list of trainings', () => {
  it('is of exactly the pipeline, and of those that have all of the words', () => {
    const rows = [row('a'), row('b', { pipeline: 'demo_two' }), row('c', { estimator: 'Lasso', name: 'Small' })];
    const ids = (wanted: Parameters<typeof chosenRows>[1]) => chosenRows(rows, wanted).map(({ id }) => id);
    expect(ids({ pipeline: 'demo', block: null, text: '' })).toEqual(['a', 'c']);
    expect(ids({ pipeline: null, block: null, text: 'lasso small' })).toEqual(['c']);
    expect(ids({ pipeline: null, block: null, text: 'lasso booster' })).toEqual([]);
  });

  it('has the best score first, and those without one last in either order', () => {
    const scored = (id: string, value: number | 'NaN' | 'Infinity') =>
      row(id, { metrics: [{ set: '', name: 'auc', step: 0, value }] });
    const rows = [row('none'), scored('nan', 'NaN'), scored('low', 0.5), scored('high', 0.9)];
    const first = nextSort({ by: 'started', descending: true }, 'metric:auc');
    const ids = (sort: typeof first) =>
      sortBy(rows, (one) => rowValue(one, sort.by), sort.descending).map(({ id }) => id);
    expect(ids(first)).toEqual(['high', 'low', 'none', 'nan']);
    expect(ids(nextSort(first, 'metric:auc'))).toEqual(['low', 'high', 'none', 'nan']);
    expect(nextSort(first, 'metric:rmse').descending).toBe(false);
  });
});

function details(place: number, curves: readonly Partial<ExperimentCurve>[], parts: readonly ExperimentPart[] = []) {
  const { parts: _parts, ...facts } = row(`id ${place}`);
  const state: ExperimentState = {
    ...facts,
    parent: null,
    run: 'r',
    parameters: {},
    given: [],
    tags: {},
    data: null,
    seed: null,
    endedAt: null,
    best: null,
    warnings: [],
    failure: null,
    model: null,
  };
  const whole = curves.map((curve) => ({
    set: '',
    name: 'rmse',
    steps: [],
    values: [],
    count: 2,
    best: null,
    ...curve,
  }));
  return { state, curves: whole, parts, modelStored: null } satisfies ExperimentDetails;
}

describe('curves', () => {
  it('have a chart for each metric, a colour for each training and dashes for what was trained on', () => {
    const sets = [{ set: 'train' }, { set: 'validation' }, { name: 'auc', count: 1 }];
    const charts = curveCharts([details(0, sets), details(1, sets)]);
    expect(charts.map(({ metric }) => metric)).toEqual(['rmse']); // a single score is no curve
    expect(charts[0]?.lines.map(({ label, place, dash }) => [label, place, dash])).toEqual([
      ['1: fit · train', 0, 1],
      ['1: fit · validation', 0, 0],
      ['2: fit · train', 1, 1],
      ['2: fit · validation', 1, 0],
    ]);
  });
});

function trial(number: number, parameters: Record<string, unknown>, value: number | null): ExperimentPart {
  return {
    id: `t${number}`,
    name: `trial ${number}`,
    estimator: 'Trial',
    status: value === null ? 'failed' : 'completed',
    startedAt: '',
    seconds: 1,
    parameters,
    metrics: value === null ? [] : [{ set: '', name: 'value', step: 0, value }],
    failure: null,
  };
}

describe('trials', () => {
  const table = trialTable({
    parts: [
      trial(0, { eta: 0.01, depth: 2, same: 1, model: { kind: 'a', size: 3 } }, 5),
      trial(1, { eta: 0.1, depth: 4, same: 1, model: { kind: 'b' } }, 3),
      trial(2, { eta: 1, depth: 6, same: 1, model: { kind: 'a', size: 9 } }, null),
    ],
  });
  const space = {
    eta: { type: 'loguniform', low: -5, high: 0 },
    depth: { type: 'choice', options: [2, 4, 6] },
    model: {
      type: 'choice',
      options: [{ kind: 'a', size: { type: 'quniform', low: 1, high: 9, q: 1 } }, { kind: 'b' }],
    },
  };
  const axes = parallelAxes(table, space);
  const axis = (name: string) => {
    const found = axes.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no axis ${name}`);
    return found;
  };

  it('have an axis for what differs, of the kind that the space says', () => {
    expect(axes.map(({ name, scale }) => [name, scale.kind])).toEqual([
      ['eta', 'log'],
      ['depth', 'categories'],
      ['model.kind', 'categories'],
      ['model.size', 'linear'],
      ['value', 'linear'],
    ]);
    expect(parallelAxes(table, null)[0]?.scale.kind).toBe('log'); // over two powers of ten
    expect(ticksOf(axis('model.size')).map((position) => textAt(axis('model.size'), position))).toEqual([
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ]);
  });

  it('cross the axes where their values are, and no axis of an option that they did not have', () => {
    const positions = (name: string) => table.trials.map((one) => positionOf(axis(name), one));
    expect(positions('eta').map((position) => position?.toFixed(2))).toEqual(['0.00', '0.50', '1.00']);
    expect(positions('depth')).toEqual([0, 0.5, 1]);
    expect(positions('model.size')).toEqual([0, null, 1]);
    expect(positions('value')).toEqual([1, 0, null]);
  });

  it('are those within all brushes', () => {
    const numbers = (brushes: Parameters<typeof isWithin>[1]) =>
      table.trials.filter((one) => isWithin(axes, brushes, one)).map(({ number }) => number);
    expect(numbers({})).toEqual([0, 1, 2]);
    expect(numbers({ eta: [0, 0.5] })).toEqual([0, 1]);
    expect(numbers({ eta: [0, 0.5], value: [0, 0.2] })).toEqual([1]);
    expect(numbers({ 'model.size': [0, 1] })).toEqual([0, 2]);
  });

  it('are coloured by their rank', () => {
    expect(ranksOf(table.trials, 'value', false)).toEqual([1, 0, null]);
    expect(ranksOf(table.trials, 'value', true)).toEqual([0, 1, null]);
  });
});
