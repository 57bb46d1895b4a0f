import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { barePython, withReason } from '../../test/support/python';
import { histogramOf } from './histogram';
import { describeSource } from './relation';
import { createTestProject, type TestProject } from './test-support';

const python = await barePython();
const worker = path.resolve(import.meta.dirname, '../../python');

/** Numbers as measurements are: whole, with few decimals, or any. */
const numbers = fc.array(
  fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -1000, max: 1000 }).map((value) => value / 100),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0), // no negative zero
  ),
  { minLength: 1, maxLength: 60 },
);
const cases = fc.sample(fc.record({ values: numbers, buckets: fc.integer({ min: 1, max: 40 }) }), {
  numRuns: 120,
  seed: 7,
});

const answers = v.array(
  v.object({ buckets: v.array(v.object({ min: v.number(), max: v.number(), count: v.number() })) }),
);

const program = `import json, sys
from eider_worker.chart_values import histogram
print(json.dumps([histogram(case["values"], case["buckets"]) for case in json.load(sys.stdin)]))`;

describe.skipIf('unavailable' in python)(withReason('a histogram', python), () => {
  let project: TestProject;
  beforeAll(async () => void (project = await createTestProject()));
  afterAll(() => project.dispose());

  it('of Python code has the buckets and the counts of one that DuckDB computes', async () => {
    const { command } = v.parse(v.object({ command: v.string() }), python);
    const asked = promisify(execFile)(command, ['-c', program], { env: { ...process.env, PYTHONPATH: worker } });
    asked.child.stdin?.end(JSON.stringify(cases));
    const told = v.parse(answers, JSON.parse((await asked).stdout));
    for (const [index, { values, buckets }] of cases.entries()) {
      const relation = await describeSource(project.pool.query, {
        sql: `(SELECT CAST(unnest(['${values.join("', '")}']) AS DOUBLE) AS x)`,
        values: {},
        name: 'the values',
      });
      const expected = await histogramOf(project.pool.query, relation, { column: 'x', buckets });
      expect(told[index]?.buckets, JSON.stringify({ values, buckets })).toEqual(expected?.buckets);
      expect(told[index]?.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    }
  });
});
