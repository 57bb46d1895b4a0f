import type {
  ChildDetail,
  ChildQuery,
  ChildrenPage,
  ChildrenQuery,
  ChildSummary,
  StoredChildOutputs,
} from '../protocol/data';
import type { Manifest } from '../protocol/outputs';
import type { TestFinished } from '../protocol/run-events';
import { ChildrenLog, type ChildRecord } from '../store/children';
import { readBlockOutputs, readChildOutputs } from '../store/outputs';
import { isRunning } from '../store/runs';

/** Logs of runs that are kept in memory: who looks at a run asks for many pages of it. */
const keptLogs = 4;

export interface ChildrenReader {
  /** A page of the children that match. */
  page(query: ChildrenQuery): Promise<ChildrenPage>;
  /** All that is known of one child, and where its outputs are. */
  child(query: ChildQuery): Promise<ChildDetail>;
}

type BlockInRun = Pick<ChildrenQuery, 'project' | 'pipeline' | 'block' | 'run'>;

/** Answers what the runs of a block below a dynamic block were. */
export function createChildrenReader(): ChildrenReader {
  const logs = new Map<string, ChildrenLog>();

  function logOf({ project, pipeline, run }: BlockInRun): ChildrenLog {
    const key = JSON.stringify([project, pipeline, run]);
    const log = logs.get(key) ?? new ChildrenLog(project, { pipeline, run });
    logs.delete(key);
    logs.set(key, log);
    const oldest = logs.keys().next();
    if (logs.size > keptLogs && oldest.done !== true) logs.delete(oldest.value);
    return log;
  }

  async function recordsOf(query: BlockInRun): Promise<readonly ChildRecord[]> {
    const logged = await logOf(query).of(query.block);
    if (logged.length > 0) {
      const goesOn = logged.every(({ status }) => status !== 'running') || (await isRunning(query.project, query));
      // of a run that was killed nothing runs any more
      return goesOn ? logged : logged.map((one) => (one.status === 'running' ? { ...one, status: 'cancelled' } : one));
    }
    // outputs may be kept for longer than the log of their run
    const stored = await readBlockOutputs(query.project, query.pipeline, query.block, query.run);
    return (stored?.manifest.children ?? []).map(({ index, name }) => storedRecord(index, name));
  }

  return {
    async page(query) {
      const records = await recordsOf(query);
      const matches = filterOf(query.filter);
      const matching = records.filter(
        (record) => (query.status === null || record.status === query.status) && matches(record),
      );
      const shown = matching.slice(query.offset, query.offset + query.limit);
      return { matching: matching.length, children: await Promise.all(shown.map((record) => withRows(query, record))) };
    },
    async child(query) {
      const record = (await recordsOf(query)).find(({ name }) => name === query.name) ?? null;
      const stored = await storedOutputs(query, record);
      const ownTests = stored?.manifest.run === query.run ? stored.manifest.tests : [];
      return {
        child: record === null ? null : summaryOf(record, rowsOf(stored?.manifest)),
        unmet: record?.unmet ?? [],
        tests: [...(record?.failedTests ?? []), ...ownTests.map((test) => storedTest(query, test, stored?.manifest))],
        stored: stored?.info ?? null,
      };
    },
  };
}

/** `#12` means the number, anything else is a part of the name. */
function filterOf(filter: string): (record: ChildRecord) => boolean {
  const [, number] = /^#(\d+)$/.exec(filter) ?? [];
  if (number !== undefined) return ({ index }) => String(index) === number;
  const wanted = filter.toLowerCase();
  return ({ name }) => name.toLowerCase().includes(wanted);
}

async function withRows(query: BlockInRun, record: ChildRecord): Promise<ChildSummary> {
  if (record.status !== 'completed') return summaryOf(record, null);
  const { project, pipeline, block, run } = query;
  const outputs = await readChildOutputs(project, pipeline, block, run, record.index);
  return summaryOf(record, rowsOf(outputs?.manifest));
}

/** The outputs of a child in the run it completed in, else the newest that are stored under its name. */
async function storedOutputs(
  { project, pipeline, block, run, name }: ChildQuery,
  record: ChildRecord | null,
): Promise<{ readonly manifest: Manifest; readonly info: StoredChildOutputs } | null> {
  if (record?.status === 'completed') {
    const own = await readChildOutputs(project, pipeline, block, run, record.index);
    if (own !== null) return { manifest: own.manifest, info: infoOf(own.manifest, record.index) };
  }
  const whole = await readBlockOutputs(project, pipeline, block);
  const index = whole?.manifest.children?.find((child) => child.name === name)?.index;
  if (whole === null || index === undefined) return null;
  const earlier = await readChildOutputs(project, pipeline, block, whole.manifest.run, index);
  return earlier === null ? null : { manifest: earlier.manifest, info: infoOf(earlier.manifest, index) };
}

function infoOf({ run, finishedAt, seconds, outputs }: Manifest, index: number): StoredChildOutputs {
  return {
    run,
    index,
    finishedAt,
    seconds,
    outputs: outputs.map(({ schema: _schema, checksum: _checksum, ...info }) => info),
  };
}

function summaryOf({ index, name, status, seconds, retries, failure }: ChildRecord, rows: number | null): ChildSummary {
  return { index, name, status, seconds, rows, retries, failure };
}

function rowsOf(manifest: Manifest | undefined): number | null {
  return manifest?.outputs[0]?.rows ?? null;
}

function storedRecord(index: number, name: string): ChildRecord {
  return { index, name, status: 'completed', seconds: null, failure: null, retries: 0, unmet: [], failedTests: [] };
}

function storedTest(
  { block }: BlockInRun,
  { name, passed, seconds }: Manifest['tests'][number],
  manifest: Manifest | undefined,
): TestFinished {
  return { type: 'test_finished', time: manifest?.finishedAt ?? '', block, test: name, passed, seconds };
}
