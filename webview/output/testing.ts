import type { ShownSubject } from './children/child-subject';

/** A block that has never run, for tests, of which a test names only what it is about. */
export function aShownSubject(change: Partial<ShownSubject>): ShownSubject {
  return {
    project: '/project',
    pipeline: 'taxi',
    block: 'prepare',
    blockName: 'prepare',
    type: 'transformer',
    language: 'sql',
    run: null,
    logRun: null,
    status: null,
    startedAt: null,
    seconds: null,
    usage: null,
    finishedAt: null,
    outputs: [],
    charts: [],
    tests: [],
    failure: null,
    children: null,
    cause: null,
    retry: null,
    looksEvery: null,
    attachedTo: [],
    child: null,
    ...change,
  };
}
