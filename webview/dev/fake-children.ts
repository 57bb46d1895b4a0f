import type { ChildDetail, ChildQuery, ChildrenPage, ChildrenQuery, ChildSummary } from '../../core/protocol/data';
import { hostileNames } from './hostile';

/** A block with so many runs, as the data process would tell of them. Those whose number divides by 997 failed. */
export const fakeTotal = 10_000;
export const fakeFailed = Math.ceil(fakeTotal / 997);

const failure = {
  code: 'sql_failed',
  severity: 'error' as const,
  message: 'each: Conversion Error: Could not convert string "n/a" to INT32.',
  remedy: 'Correct the value, or cast it with TRY_CAST.',
  file: '/proj/green-taxi/transformers/each.sql',
  line: 3,
  column: 10,
  detail:
    "Conversion Error: Could not convert string 'n/a' to INT32\n\nLINE 3: SELECT CAST(fare AS INTEGER)\n               ^",
};

function summary(index: number): ChildSummary {
  const name = index % 3 === 0 ? String(index) : index === 4 ? hostileNames.markup : `store_${index}`;
  if (index % 997 === 0) return { index, name, status: 'failed', seconds: 0.2, rows: null, retries: 2, failure };
  return { index, name, status: 'completed', seconds: 0.1, rows: (index * 31) % 5000, retries: 0, failure: null };
}

const all = Array.from({ length: fakeTotal }, (_, index) => summary(index));

export function fakeChildren({ filter, status, offset, limit }: ChildrenQuery): ChildrenPage {
  const wanted = filter.toLowerCase();
  const matching = all.filter(
    (child) => (status === null || child.status === status) && child.name.toLowerCase().includes(wanted),
  );
  return { matching: matching.length, children: matching.slice(offset, offset + limit) };
}

export function fakeChild({ name, run }: ChildQuery): ChildDetail {
  const child = all.find((candidate) => candidate.name === name) ?? null;
  if (child?.status !== 'completed') return { child, unmet: [], tests: [], stored: null };
  const output = { index: 0, name: 'output_0', kind: 'table', file: 'output_0.parquet', rows: child.rows } as const;
  const stored = {
    run,
    index: child.index,
    finishedAt: '2024-01-31T12:00:03.000Z',
    seconds: 0.1,
    outputs: [{ ...output, columns: 12, bytes: 4000 }],
  };
  return { child, unmet: [], tests: [], stored };
}

export function fakeChildLog(name: string): string {
  return `read the trips of ${name}\nERROR ${failure.message}\n${failure.detail}\n`;
}
