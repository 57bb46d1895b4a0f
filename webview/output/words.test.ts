import { describe, expect, it } from 'vitest';
import type { ShownSubject } from './children/child-subject';
import { finishedFacts, triesFacts } from './header-facts';
import { noticeFor } from './notice-text';
import { noOutputTab } from './subject-tabs';
import { aShownSubject } from './testing';
import { nothingToRunWords, wordsFor } from './words';

const now = Date.parse('2024-01-31T12:00:00.000Z');
const said = (change: Partial<ShownSubject>) => {
  const { title, text, steps } = wordsFor(aShownSubject(change), now);
  return [`${title}. ${text}`.trim(), ...steps.map(({ label }) => label)];
};
const failure = { code: 'sql', severity: 'error', message: 'There is no table trips' } as const;
const own = { uuid: 'prepare', name: 'prepare' };
const above = { uuid: 'ingest', name: 'ingest' };
const child = { name: 'berlin', title: 'berlin', index: null, status: null, unmet: [], earlier: false };
const children = { run: 'r1', total: 3, completed: 1, failed: 1, cancelled: 1, conditionFailed: 0, itemsOf: [above] };

describe('a state in words', () => {
  it('names the condition that was not met, by its answer or by its error, and opens it', () => {
    const unmet = [{ condition: 'on_mondays' }, { condition: 'has_trips', failure }];
    expect(said({ status: 'condition_failed', cause: { block: own, unmet, failure: null } })).toEqual([
      'prepare did not run. Condition on_mondays answered no. Condition has_trips failed, which counts as no: There is no table trips.',
      'Open on_mondays',
      'Open has_trips',
    ]);
  });

  it('names the block above whose condition was not met, and shows it', () => {
    const cause = { block: above, unmet: [{ condition: 'on_mondays' }], failure: null };
    expect(said({ status: 'condition_failed', cause })).toEqual([
      'prepare did not run. ingest, above it, did not run either. Condition on_mondays answered no.',
      'Show ingest',
    ]);
    expect(said({ status: 'condition_failed' })).toEqual([
      'prepare did not run. A condition of it, or of a block above it, was not met.',
    ]);
  });

  it('names the block that failed before it, with its message', () => {
    expect(said({ status: 'upstream_failed', cause: { block: above, unmet: [], failure } })).toEqual([
      'prepare did not run. ingest, before it, failed: There is no table trips.',
      'Run with upstream',
      'Show ingest',
    ]);
  });

  it('says which try goes on, why the one before failed, and when the next begins', () => {
    const retry = { failed: 1, failure, nextAt: '2024-01-31T12:00:04.200Z' };
    expect(said({ status: 'running', retry })).toEqual([
      'prepare waits for try 2. Try 1 failed: There is no table trips. The next begins in 0:05.',
    ]);
    expect(said({ status: 'running', retry: { ...retry, nextAt: '2024-01-31T11:59:00.000Z' } })).toEqual([
      'prepare is running, try 2. Try 1 failed: There is no table trips.',
    ]);
  });

  it('says of a sensor how often it looks, and that it stores nothing', () => {
    const sensor = { type: 'sensor', looksEvery: 60 } as const;
    expect(said({ ...sensor, status: 'running' })[0]).toContain(
      'prepare is waiting. It looks again every minute until',
    );
    expect(said({ ...sensor, status: 'completed' })[0]).toContain('prepare answered yes. A sensor stores no output');
  });

  it('says of an empty list that there was nothing to run and that the block is complete', () => {
    const { title, text, steps } = nothingToRunWords(aShownSubject({ children: { ...children, total: 0 } }));
    expect(title).toBe('prepare had nothing to run');
    expect(text).toBe('ingest gave no items. The block is complete, and what is below it receives an empty list.');
    expect(steps).toEqual([{ kind: 'show', label: 'Show ingest', block: 'ingest' }]);
  });

  it('retries the run where some of the runs have completed, and runs the block again where it is one', () => {
    expect(said({ status: 'failed' }).slice(1)).toEqual(['Run again']);
    expect(wordsFor(aShownSubject({ status: 'failed', children, child }), now).steps).toEqual([
      { kind: 'retry', label: 'Retry run', run: 'r1' },
    ]);
  });

  it('says what a condition, a callback and a check are, instead of offering to run them', () => {
    const of = (type: string) => said({ type, status: null, attachedTo: [above] });
    expect(of('conditional')).toEqual([
      'prepare is a condition. It is looked at before ingest runs; it stores no output.',
      'Show ingest',
    ]);
    expect(of('callback')[0]).toContain('is called when ingest has ended');
    expect(of('extension')[0]).toContain('looks at what ingest gives');
    expect(said({ status: null })).toEqual(['prepare has not run yet.', 'Run block']);
  });

  it('lets nothing act that came from a message', () => {
    const hostile = { ...failure, message: 'a\u001b[31mb\u0007\u202e' };
    const cause = { block: above, unmet: [], failure: hostile };
    expect(said({ status: 'upstream_failed', cause })[0]).toMatch(/failed: ab␇\[U\+202E\]\.$/);
  });
});

describe('the line over outputs of an earlier run', () => {
  const output = { index: 0, name: 'a', kind: 'table', file: 'f', rows: 1, columns: 1, bytes: 1 } as const;
  const of = (change: Partial<ShownSubject>, tab = 'output:0') =>
    noticeFor(aShownSubject({ outputs: [output], ...change }), tab, now);

  it('is there when the newest run gave none', () => {
    expect(of({ status: 'condition_failed' })).toMatchObject({ earlier: true });
    expect(of({ status: 'condition_failed', outputs: [] }, 'log')).toMatchObject({ earlier: false });
    expect(of({ status: 'completed' })).toBeNull();
  });
  it('is not there where the same words take the place of the outputs, or a banner says more', () => {
    expect(of({ status: 'condition_failed', outputs: [] }, noOutputTab)).toBeNull();
    expect(of({ status: 'failed' })).toBeNull();
  });
  it('leaves it to the list to tell how far the runs of a block came', () => {
    expect(of({ status: 'cancelled', children, logRun: 'r1' }, 'runs')).toBeNull();
    expect(of({ status: 'cancelled', children, logRun: 'r2' }, 'runs')).not.toBeNull();
  });
});

describe('the facts beside a name', () => {
  const finishedAt = new Date(2024, 0, 31, 12, 0).toISOString();
  const at = Date.parse(finishedAt);
  const output = { index: 0, name: 'a', kind: 'table', file: 'f', rows: 1, columns: 1, bytes: 1 } as const;
  const facts = (change: Partial<ShownSubject>) =>
    finishedFacts(aShownSubject({ seconds: 1.2, finishedAt, outputs: [output], ...change }), at);
  it('are how long the newest run took and when, or when what is shown was stored', () => {
    expect(facts({ status: 'completed' })).toBe('1.2 s · 12:00');
    expect(facts({ status: 'failed' })).toBe('1.2 s · shown: 12:00');
    expect(facts({ status: 'condition_failed' })).toBe('shown: 12:00');
    expect(facts({ status: 'completed', child: { ...child, earlier: true } })).toBe('1.2 s · shown: 12:00');
  });
  it('are which try it was, when it was not the first', () => {
    expect(triesFacts(aShownSubject({ retry: { failed: 2, failure: null, nextAt: null } }))).toBe('try 3');
    expect(triesFacts(aShownSubject({}))).toBe('');
  });
});
