import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes, type ExitCode } from './exit-codes';
import { runCommandLine } from './program';
import { fakeTerminal, makeProject, type FakeTerminal, type TestProject } from './testing';

const pipelines = {
  'metadata.yaml': 'project_type: standalone\n',
  'pipelines/trips/metadata.yaml': `name: Trips by day
type: python
variables: {days: 3, bad: 0}
blocks:
  - {uuid: load, type: data_loader, language: sql}
  - {uuid: sum, type: transformer, language: sql, upstream_blocks: [load]}
`,
  'data_loaders/load.sql': "SELECT i AS day, i * 1.5 AS miles, 'zone ' || i AS zone FROM range({{ days }}) t(i)\n",
  'transformers/sum.sql': `CREATE TABLE total AS SELECT sum(miles) AS miles FROM {{ df_1 }};
CREATE TABLE longest AS SELECT zone FROM {{ df_1 }} ORDER BY miles DESC LIMIT 1;
`,
  'pipelines/failing/metadata.yaml': `type: python
blocks:
  - {uuid: wrong, type: data_loader, language: sql}
  - {uuid: after, type: transformer, language: sql, upstream_blocks: [wrong]}
`,
  'data_loaders/wrong.sql': 'SELECT no_such_column\nFROM range(3)\n',
  'transformers/after.sql': 'SELECT 1\n',
  'pipelines/endless/metadata.yaml': 'type: python\nblocks: [{uuid: endless, type: data_loader, language: sql}]\n',
  'data_loaders/endless.sql':
    'SELECT count(*) AS n FROM range(100000000000) a(i), range(1000) b(j) WHERE i % 7 = j % 5\n',
  'pipelines/broken/metadata.yaml': 'blocks: [\n',
};

let project: TestProject;
beforeAll(async () => {
  project = await makeProject(pipelines);
});
afterAll(async () => {
  await project.remove();
});

interface Result {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

async function eider(...args: string[]): Promise<Result> {
  const terminal = fakeTerminal({ cwd: project.root });
  return { code: await runCommandLine(args, terminal), out: terminal.output(), err: terminal.errors() };
}

/** Parses printed JSON; a test looks at it through `toMatchObject`. */
function json(text: string): unknown {
  return JSON.parse(text);
}

function jsonLines(text: string): unknown[] {
  return text.trimEnd().split('\n').map(json);
}

describe('eider list', () => {
  it('shows pipelines with their blocks, and a broken one with its problem', async () => {
    const { code, out } = await eider('list');
    expect(code).toBe(exitCodes.done);
    const lines = out.split('\n');
    expect(lines[0]).toBe(`${path.basename(project.root)}  ${project.root}`);
    const from = lines.indexOf('trips  Trips by day  2 blocks');
    expect(lines.slice(from + 1, from + 3)).toEqual(['  load  data_loader  sql', '  sum   transformer  sql  ← load']);
    const broken = lines.indexOf('broken  cannot be read');
    expect(lines[broken + 1]).toContain(path.join('pipelines', 'broken', 'metadata.yaml'));
  });

  it('gives the same to programs', async () => {
    const { out } = await eider('list', '--json');
    expect(json(out)).toMatchObject({
      project: { root: project.root },
      pipelines: [
        { uuid: 'broken', blocks: [], problems: [{ code: 'yaml_syntax', line: 2 }] },
        { uuid: 'endless' },
        { uuid: 'failing' },
        { uuid: 'trips', name: 'Trips by day', blocks: [{ uuid: 'load', language: 'sql' }, { upstream: ['load'] }] },
      ],
    });
  });
});

describe('eider validate', () => {
  it('lists problems with place and remedy, and fails when one is an error', async () => {
    const { code, out } = await eider('validate');
    expect(code).toBe(exitCodes.failed);
    expect(out).toMatch(/pipelines[\\/]broken[\\/]metadata\.yaml:2:1 {2}error .* yaml_syntax\n {2}→ /);
    expect(out).toContain('\n\n1 error, 0 warnings\n');
  });

  it('gives every problem all its fields for programs', async () => {
    const { out } = await eider('validate', '--json');
    expect(json(out)).toMatchObject({
      problems: [
        {
          file: path.join(project.root, 'pipelines', 'broken', 'metadata.yaml'),
          line: 2,
          column: 1,
          severity: 'error',
          code: 'yaml_syntax',
        },
      ],
    });
  });
});

describe('eider run', () => {
  it('runs a pipeline and sums it up', async () => {
    const { code, out, err } = await eider('run', 'trips');
    expect(err).toBe('');
    expect(code).toBe(exitCodes.done);
    expect(out).toMatch(/^run \S+ of trips: 2 blocks\nload started\nload completed /);
    expect(out).toMatch(/✔ load +\S+ \S+ {2}\S+ 3 × 3 table\n/);
    expect(out).toMatch(/✔ sum +\S+ \S+ {2}total 1 × 1 table\n +longest 1 × 1 table\n/);
    expect(out).toContain(`Outputs  ${path.join(project.root, '.eider', 'outputs', 'trips')}`);
  });

  it('prints its events for programs, the last one the end of the run', async () => {
    const { code, out } = await eider('run', 'trips', '--json', '--var', 'days=7');
    expect(code).toBe(exitCodes.done);
    const events = jsonLines(out);
    expect(events[0]).toMatchObject({ type: 'run_started', pipeline: 'trips', origin: 'cli' });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'block_finished', block: 'load', status: 'completed' }),
    );
    expect(events.at(-1)).toMatchObject({ type: 'run_finished', status: 'completed', executed: 2, reused: 0 });
    expect(out).toContain('"rows":7');
  });

  it('runs one block on the stored outputs above it, or part of the pipeline', async () => {
    await eider('run', 'trips');
    const end = async (...args: string[]): Promise<unknown> =>
      jsonLines((await eider('run', 'trips', '--json', ...args)).out).at(-1);
    expect(await end('--block', 'sum')).toMatchObject({ executed: 1, reused: 1 });
    expect(await end('--block', 'sum', '--upstream')).toMatchObject({ executed: 2, reused: 0 });
    expect(await end('--block', 'load', '--downstream')).toMatchObject({ executed: 2, reused: 0 });
  });

  it('fails with the place of the error, what to do and the log', async () => {
    const { code, out } = await eider('run', 'failing');
    expect(code).toBe(exitCodes.failed);
    expect(out).toContain('wrong failed: ');
    expect(out).toContain('no_such_column');
    expect(out).toContain(`at ${path.join('data_loaders', 'wrong.sql')}:1:8`);
    expect(out).toContain('after');
    expect(out).toMatch(/log .*wrong\.log/);
  });

  it.each([
    [['run', 'tripz'], 'Did you mean trips?'],
    [['run', 'trips', '--block', 'lod'], 'Did you mean load?'],
    [['run', 'trips', '--var', 'days'], '--var name=value'],
    [['run', 'trips', '--var', 'days=[1'], 'not YAML'],
    [['run', 'trips', '--upstream'], '--upstream needs --block'],
    [['run', 'trips', '--block', 'sum', '--only', '--downstream'], 'exclude each other'],
    [['run', 'broken'], 'metadata.yaml:2:1'],
    [['run'], "missing required argument 'pipeline'"],
    [['runn'], "unknown command 'runn'"],
    [['list', '--project', 'nowhere'], 'There is no folder'],
    [['list', '--project', 'pipelines/trips'], 'It lies in the project'],
    [['show', 'trips'], 'PIPELINE/BLOCK'],
    [['show', 'trips/summ'], 'Did you mean sum?'],
    [['runs', 'tripz'], 'Did you mean trips?'],
    [['logs', 'nothing'], 'There is no run nothing'],
  ])('calls %j bad usage', async (args, told) => {
    const { code, out, err } = await eider(...args);
    expect({ code, out }).toEqual({ code: exitCodes.usage, out: '' });
    expect(err).toContain(told);
  });

  it('tells programs of bad usage as JSON on standard error', async () => {
    const { err } = await eider('run', 'tripz', '--json');
    expect(json(err)).toMatchObject({ error: { code: 'pipeline_unknown', remedy: 'Did you mean trips?' } });
  });

  it('ends as cancelled after Ctrl+C, and at once after a second one', async () => {
    const terminal = fakeTerminal({ cwd: project.root });
    const ended = runCommandLine(['run', 'endless'], terminal);
    await printed(terminal, 'endless started');
    terminal.interrupt();
    expect(terminal.errors()).toContain('Cancelling');
    expect(terminal.died()).toBe(false);
    terminal.interrupt();
    expect(terminal.died()).toBe(true);
    expect(await ended).toBe(exitCodes.cancelled);
    expect(terminal.output()).toContain('endless cancelled in');
  });
});

describe('eider show, runs and logs', () => {
  it('shows the first rows of every table, numbers to the right', async () => {
    await eider('run', 'trips', '--var', 'days=12');
    const { code, out } = await eider('show', 'trips/load', '--limit', '2');
    expect(code).toBe(exitCodes.done);
    const [title, , head, ...rows] = out.split('\n');
    expect(title).toMatch(/^trips\/load {2}run \S+, \d{4}-/);
    expect(head).toMatch(/^\[0\] \S+ {2}table {2}12 × 3 {2}/);
    expect(rows).toEqual(['day  miles  zone', '  0    0.0  zone 0', '  1    1.5  zone 1', '… 10 more rows', '']);
  });

  it('describes the outputs for programs, or the one that is named', async () => {
    await eider('run', 'trips');
    const shown = json((await eider('show', 'trips/sum', '--json')).out);
    expect(shown).toMatchObject({
      outputs: [
        { index: 0, name: 'total', kind: 'table', rows: 1, columns: 1 },
        { index: 1, name: 'longest', kind: 'table', rows: 1, columns: 1 },
      ],
    });
    const named = await eider('show', 'trips/sum', '--output', 'longest');
    expect(named.out).toContain('zone 2');
    expect(named.out).not.toContain('total');
    expect((await eider('show', 'trips/sum', '--output', '1')).out).toContain('[1] longest');
    expect((await eider('show', 'trips/sum', '--output', '2')).code).toBe(exitCodes.usage);
  });

  it('says how to make an output that was never stored', async () => {
    const { code, err } = await eider('show', 'failing/after');
    expect(code).toBe(exitCodes.failed);
    expect(err).toContain('eider run failing --block after --upstream');
  });

  it('lists runs, newest first, and prints what the blocks of one printed', async () => {
    await eider('run', 'trips');
    await eider('run', 'failing');
    const { out } = await eider('runs');
    const [head, newest] = out.split('\n');
    expect(head).toMatch(/^run +pipeline +status +started +duration +blocks$/);
    expect(newest).toMatch(/^\S+ +failing +failed +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\S+ \S+ +0\/2$/);

    const listed = json((await eider('runs', 'trips', '--json', '--limit', '1')).out);
    expect(listed).toMatchObject({ runs: [{ pipeline: 'trips', status: 'completed', executed: 2 }] });

    const id = newest?.split(' ')[0] ?? '';
    const logs = await eider('logs', id, '--block', 'wrong');
    expect(logs.code).toBe(exitCodes.done);
    expect(
      logs.out
        .split('\n')
        .slice(0, -1)
        .every((line) => line.startsWith('wrong │ ')),
    ).toBe(true);
  });

  it('follows the logs of a run until it has ended', async () => {
    const { out } = await eider('runs', 'failing', '--json');
    expect(out).toContain('"status":"failed"');
    const [id = ''] = /\d{8}-[^"]+/.exec(out) ?? [];
    expect((await eider('logs', id, '--follow')).code).toBe(exitCodes.done);
  });
});

/** Resolves when the terminal has shown the text. */
async function printed(terminal: FakeTerminal, text: string): Promise<void> {
  while (!terminal.output().includes(text)) await new Promise((again) => setImmediate(again));
}

describe('what is up to date', () => {
  it('is told block by block, with the reason, and what changed is run', async () => {
    const own = await makeProject(pipelines);
    const inOwn = (...args: string[]) => eider(...args, '--project', own.root);
    try {
      expect((await inOwn('status', 'trips')).out).toBe(
        'trips\n○ load  has never run\n○ sum   has never run; load would run first\n',
      );
      await inOwn('run', 'trips');
      const fresh = await inOwn('status', 'trips', '--json');
      expect(json(fresh.out)).toMatchObject({
        pipelines: [
          {
            pipeline: 'trips',
            blocks: [
              { uuid: 'load', madeAt: expect.any(String) as string, stale: false, reasons: [] },
              { stale: false },
            ],
          },
        ],
      });
      const plan = await inOwn('run', 'trips', '--plan', '--changed', '--var', 'days=4', '--json');
      expect(json(plan.out)).toEqual({
        blocks: [
          { uuid: 'load', action: 'run', reasons: ['variable days has changed'] },
          { uuid: 'sum', action: 'maybe', reasons: ['load would run first'] },
        ],
      });
      expect((await inOwn('run', 'trips', '--plan')).out).toMatch(
        /^run +load +although it is up to date: --changed would keep it\n/,
      );
      const { out } = await inOwn('run', 'trips', '--changed', '--json');
      expect(jsonLines(out).at(-1)).toMatchObject({ status: 'completed', executed: 0, reused: 2 });
    } finally {
      await own.remove();
    }
  });
});

describe('eider retry and eider clean', () => {
  it('go on with a run, and remove what is old', async () => {
    const own = await makeProject(pipelines);
    const inOwn = (...args: string[]) => eider(...args, '--project', own.root);
    try {
      const failed = await inOwn('run', 'failing', '--json');
      const first = jsonLines(failed.out)[0];
      expect(first).toMatchObject({ type: 'run_started' });
      const run = /"run":"([^"]+)"/.exec(failed.out)?.[1] ?? '';
      await writeFile(path.join(own.root, 'data_loaders/wrong.sql'), 'SELECT 1 AS n\n');
      const retried = await inOwn('retry', run.slice(0, -2));
      expect(retried.code).toBe(exitCodes.done);
      expect(retried.out).toContain(`failing completed`);
      expect((await inOwn('retry', run)).code).toBe(exitCodes.usage);
      await inOwn('run', 'failing');
      expect((await inOwn('clean', '--runs', '1', '--outputs', '1')).out).toBe('Removed 1 run and 2 stored outputs.\n');
    } finally {
      await own.remove();
    }
  });
});

describe('a block that runs once for each item', () => {
  it('is shown with its runs, and each of them by its name', async () => {
    const own = await makeProject({
      'metadata.yaml': 'project_type: standalone\n',
      'pipelines/many/metadata.yaml': `blocks:
  - {uuid: list, type: data_loader, language: sql, configuration: {dynamic: true}}
  - {uuid: each, type: transformer, language: sql, upstream_blocks: [list]}
`,
      'data_loaders/list.sql': 'SELECT range AS n FROM range(3)\n',
      'transformers/each.sql': 'SELECT n * 10 AS tens FROM list\n',
    });
    const inOwn = (...args: string[]) => eider(...args, '--project', own.root);
    try {
      expect((await inOwn('run', 'many')).out).toMatch(/✔ each +\S+ \S+ {2}3 runs\n/);
      expect((await inOwn('show', 'many/each')).out).toContain('once for each of 3 items:\n  0\n  1\n  2\n');
      expect((await inOwn('show', 'many/each:2')).out).toContain('20');
      const unknown = await inOwn('show', 'many/each:9');
      expect(unknown).toMatchObject({
        code: exitCodes.usage,
        err: expect.stringContaining('There is no run 9 in block each') as string,
      });
      expect(json((await inOwn('show', 'many/each', '--json')).out)).toMatchObject({
        outputs: [],
        children: [{ index: 0, name: '0' }, {}, {}],
      });
    } finally {
      await own.remove();
    }
  });
});

describe('a trigger', () => {
  it('gives a run its variables and settings, under those of the command line', async () => {
    const own = await makeProject({
      ...pipelines,
      'pipelines/trips/triggers.yaml': `triggers:
  - name: weekly
    variables: {days: 7}
    settings: {allow_blocks_to_fail: true, timeout: 60}
  - name: wrong
    settings: {timeout: soon}
`,
    });
    const inOwn = (...args: string[]) => eider(...args, '--project', own.root);
    try {
      expect((await inOwn('run', 'trips', '--trigger', 'wrong')).err).toContain('timeout is the text "soon"');
      expect((await inOwn('run', 'trips', '--trigger', 'weekly')).code).toBe(exitCodes.done); // whatever another says
      await writeFile(
        path.join(own.root, 'pipelines/trips/triggers.yaml'),
        'triggers: [{name: weekly, variables: {days: 7}}]\n',
      );
      const run = await inOwn('run', 'trips', '--trigger', 'weekly', '--json');
      expect(jsonLines(run.out)[0]).toMatchObject({ origin: 'trigger', trigger: 'weekly' });
      expect(run.out).toContain('"rows":7');
      expect((await inOwn('run', 'trips', '--trigger', 'weekly', '--var', 'days=2', '--json')).out).toContain(
        '"rows":2',
      );
      const unknown = await inOwn('run', 'trips', '--trigger', 'weekl');
      expect(unknown).toMatchObject({
        code: exitCodes.usage,
        err: expect.stringContaining('Did you mean weekly?') as string,
      });
    } finally {
      await own.remove();
    }
  });
});
