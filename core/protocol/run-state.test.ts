import { expect, it } from 'vitest';
import { parseRunEvent } from './run-events';
import { foldRunEvent, type RunState } from './run-state';

const started = {
  type: 'run_started',
  time: '2024-01-31T10:00:00.000Z',
  version: 1,
  run: 'r',
  pipeline: 'demo',
  origin: 'cli',
  process: { pid: 1, host: 'h', started: null },
  blocks: [{ uuid: 'a', name: 'a', type: 'custom', language: 'python', upstream: [], action: 'run' }],
};
const finished = {
  type: 'block_finished',
  time: started.time,
  block: 'a',
  status: 'completed',
  seconds: 1,
  outputs: [],
};

function folded(...events: readonly object[]): RunState | null {
  return events.reduce<RunState | null>((state, event) => {
    const parsed = parseRunEvent(JSON.stringify(event));
    return parsed === null ? state : foldRunEvent(state, parsed);
  }, null);
}

it('a log says what a block took of the machine; one that was written before that was known is read all the same', () => {
  const usage = { cpu: 0.5, memory: 1e8 };
  expect(folded(started, { ...finished, usage })?.blocks[0]).toMatchObject({ status: 'completed', usage });
  expect(folded(started, { ...finished, usage: { cpu: 0.5, memory: null } })?.blocks[0]?.usage?.memory).toBeNull();
  expect(folded(started, finished)?.blocks[0]).toMatchObject({ status: 'completed', usage: null });
});
