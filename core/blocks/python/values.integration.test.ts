import { beforeEach, describe, expect, it } from 'vitest';
import { addValueCases, pythonBlock } from '../../../test/support/python-blocks';
import { oldestAndNewestPython, pythonWithXGBoost, withReason } from '../../../test/support/python';
import { runDemo, storedText } from '../../../test/support/run-demo';
import { tempProject } from '../../../test/support/temp-project';
import { readBlockOutputs } from '../../store/outputs';

const xgboost = await pythonWithXGBoost();
const pythons = [
  ...(await oldestAndNewestPython('packages')),
  ...(await oldestAndNewestPython(['pandas', 'duckdb'])),
  ...(await oldestAndNewestPython(['pandas', 'fastparquet'])),
  ...(await oldestAndNewestPython(['polars'])),
  ...(await oldestAndNewestPython('bare')),
  { title: withReason('Python with XGBoost', xgboost), command: 'command' in xgboost ? xgboost.command : null },
];

const MADE = pythonBlock(
  'made',
  `from value_cases.cases import CASES

@custom
def made():
    return [make() for make in CASES.values()]
`,
);
const TOLD = pythonBlock(
  'told',
  `from value_cases.cases import CASES
from value_cases.same import difference

@custom
def told(found):
    assert len(found) == len(CASES)
    told = {name: difference(value, make()) for (name, make), value in zip(CASES.items(), found)}
    return {'count': len(told), 'others': {name: text for name, text in told.items() if text is not None}}
`,
  { upstream: ['made'] },
);

describe.each(pythons)('values of Python blocks, $title', { timeout: 180_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));

  it('are for the next block what they were: every kind, its types, index and nulls', async () => {
    const project = await tempProject([MADE, TOLD]);
    await addValueCases(project);
    const run = await runDemo(project, { python: command });
    expect(run.events.flatMap((event) => ('failure' in event ? [event.failure] : []))).toEqual([]);
    const told: unknown = JSON.parse(await storedText(project, 'told'));
    expect(told).toEqual({ count: expect.any(Number) as number, others: {} });
    // and the same values again are the same outputs
    const first = await readBlockOutputs(project, 'demo', 'made');
    await runDemo(project, { python: command, selection: { block: 'made', mode: 'only' } });
    const second = await readBlockOutputs(project, 'demo', 'made');
    const contents = (stored: typeof first) =>
      stored?.manifest.outputs.map(({ kind, file, checksum, note }) => [kind, file, checksum, note]);
    expect(second?.manifest.run).not.toBe(first?.manifest.run);
    expect(contents(second)).toEqual(contents(first));
  });
});

const bare = await oldestAndNewestPython('bare');

describe.each(bare)('values of Python blocks on $title', { timeout: 60_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));
  const run = (project: string) => runDemo(project, { python: command, allowFailures: true });

  it.each([
    ['return lambda: 1', 'An output of type function cannot be stored'],
    ['return (n for n in range(3))', 'An output is a generator, which can be read once only'],
    ['return iter([1])', 'An output is a list_iterator, which can be read once only'],
    ["return {'file': open(__file__)}", 'cannot be stored: TypeError'],
    ['class Local:\n        pass\n    return Local()', 'An output of type Local cannot be stored'],
  ])('that cannot be stored say why, with what to return instead: %s', async (body, words) => {
    const done = await run(await tempProject([pythonBlock('made', `@custom\ndef made():\n    ${body}\n`)]));
    expect(done.block('made').failure).toMatchObject({
      code: 'output_not_storable',
      message: expect.stringContaining(words) as string,
      remedy: expect.stringMatching(/^Return /) as string,
    });
  });

  it('may be of classes that stand in the file of the block, which need not import its decorators', async () => {
    const made = `import dataclasses, enum

@dataclasses.dataclass
class Trip:
    miles: float

class Kind(enum.Enum):
    LONG = 1

@custom
def made():
    return {'trip': Trip(2.5), 'kind': Kind.LONG, 'cls': Trip}
`;
    const told = `from custom.made import Trip, Kind
@custom
def told(x):
    return {'same': [isinstance(x['trip'], Trip), x['kind'] is Kind.LONG, x['cls'] is Trip], 'miles': x['trip'].miles}
`;
    const project = await tempProject([pythonBlock('made', made), pythonBlock('told', told, { upstream: ['made'] })]);
    expect((await run(project)).events.flatMap((event) => ('failure' in event ? [event.failure] : []))).toEqual([]);
    expect(JSON.parse(await storedText(project, 'told'))).toEqual({ same: [true, true, true], miles: 2.5 });
  });
});
