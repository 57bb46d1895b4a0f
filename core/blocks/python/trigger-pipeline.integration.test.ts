import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { barePython, withReason } from '../../../test/support/python';
import { runDemo, storedJson, storedText } from '../../../test/support/run-demo';
import { projectFiles, tempFolder, writeFiles, type BlockSource } from '../../../test/support/temp-project';
import { readTextOrNull } from '../../project/files';
import { readBlockOutputs } from '../../store/outputs';
import { blockLogFile } from '../../store/paths';
import { listRuns, readRun } from '../../store/runs';

const python = await barePython();
const command = 'command' in python ? python.command : null;

const TRIGGER = 'from mage_ai.orchestration.triggers.api import trigger_pipeline\n\n';
const block = (uuid: string, source: string, rest: Partial<BlockSource> = {}): BlockSource => ({
  uuid,
  type: 'custom',
  language: 'python',
  source,
  ...rest,
});
/** A block that calls `trigger_pipeline` with these arguments, and does the rest with the run. */
const triggers = (uuid: string, call: string, rest = 'return None', fields: Partial<BlockSource> = {}) =>
  block(uuid, `${TRIGGER}@custom\ndef f(*args, **kwargs):\n    run = trigger_pipeline(${call})\n    ${rest}\n`, fields);

async function project(pipelines: Readonly<Record<string, readonly BlockSource[]>>, extra = {}): Promise<string> {
  const root = await tempFolder();
  await writeFiles(root, { ...projectFiles(pipelines), ...extra });
  return root;
}
const run = (root: string, change = {}, options = {}) => runDemo(root, { python: command, ...change }, options);
const logOf = (root: string, id: string, uuid: string) => readTextOrNull(blockLogFile(root, 'demo', id, uuid));
const runsOf = async (root: string, pipeline: string) =>
  Promise.all((await listRuns(root, pipeline)).map((entry) => readRun(root, entry)));

describe.skipIf(command === null)(withReason('trigger_pipeline', python), { timeout: 60_000 }, () => {
  it('runs another pipeline with variables, waits for it and gives its run', async () => {
    const root = await project({
      demo: [
        triggers(
          'start',
          "'child', variables={'n': 3, 'when': kwargs['execution_date']}, check_status=True, schedule_name='from demo'",
          "return {'status': run.status == 'completed', 'id': run.id == run.execution_partition, 'n': run.variables['n'], 'of': run.pipeline_uuid, 'times': run.completed_at >= run.execution_date, 'blocks': run.block_runs}",
        ),
      ],
      child: [
        block(
          'inner',
          "@custom\ndef f(**kwargs):\n    return {'n': kwargs['n'], 'when': kwargs['when'][:2], 'trigger': kwargs['trigger_name']}\n",
        ),
      ],
    });
    const done = await run(root);
    expect(done.block('start').failure).toBeUndefined();
    expect(await storedJson(root, 'start')).toEqual({
      status: true,
      id: true,
      n: 3,
      of: 'child',
      times: true,
      blocks: [{ block_uuid: 'inner', status: 'completed' }],
    });
    const stored = await readBlockOutputs(root, 'child', 'inner');
    const given = await readTextOrNull(path.join(stored?.folder ?? '', 'output_0.json'));
    expect(JSON.parse(given ?? '')).toEqual({ n: 3, when: '20', trigger: 'from demo' });
    const [child] = await runsOf(root, 'child');
    expect(child).toMatchObject({ status: 'completed', origin: 'trigger', trigger: 'from demo' });
    const log = await logOf(root, done.run, 'start');
    expect(log).toContain(`Pipeline child: run ${child?.run ?? ''} is running, 0 of 1 blocks completed.`);
    expect(log).toContain('has completed.');
  });

  it('says nothing when it is not verbose, and does not raise for a failed run unless it is told to', async () => {
    const root = await project({
      demo: [
        triggers('calm', "'child', check_status=True, verbose=False", 'return run.status.value, run.error'),
        triggers('strict', "'child', check_status=True, error_on_failure=True"),
      ],
      child: [block('inner', "@custom\ndef f():\n    raise ValueError('no data')\n")],
    });
    const done = await run(root, { allowFailures: true });
    expect(done.block('calm').status).toBe('completed');
    expect(await storedText(root, 'calm')).toBe('failed');
    expect(await storedText(root, 'calm', 1)).toBe('block inner: ValueError: no data');
    expect(await logOf(root, done.run, 'calm')).toBeNull();
    expect(done.block('strict').failure).toMatchObject({
      code: 'pipeline_run_failed',
      message: expect.stringContaining('has failed: block inner: ValueError: no data') as string,
      line: 5,
    });
  });

  it('gives a run that goes on when it is not to wait, and the process stays until that has ended', async () => {
    const waiting =
      "import os, time\n@custom\ndef f(**kwargs):\n    while not os.path.exists(os.path.join(kwargs['repo_path'], 'go')):\n        time.sleep(0.02)\n";
    const root = await project({
      demo: [triggers('start', "'child'", 'return run.status.value')],
      child: [block('inner', waiting)],
    });
    const events: string[] = [];
    const staying: string[] = [];
    const onEvent = (event: { type: string }) => events.push(event.type);
    const running = run(root, {}, { onEvent, onStaying: (reason: string) => staying.push(reason) });
    await expect.poll(() => events.at(-1), { timeout: 30_000 }).toBe('run_finished');
    const [child] = await runsOf(root, 'child');
    expect(child?.status).toBe('running');
    await writeFiles(root, { go: '' });
    expect((await running).finished.status).toBe('completed');
    expect((await runsOf(root, 'child'))[0]?.status).toBe('completed');
    expect(await storedText(root, 'start')).toBe('running');
    expect(staying).toEqual(['The run has ended; what its blocks have started goes on: child.']);
  });

  it('cancels what it has started with the run, whether it waits for it or not', async () => {
    const endless = (name: string) =>
      `import os\n@custom\ndef f(**kwargs):\n    open(os.path.join(kwargs['repo_path'], '${name}'), 'w').close()\n    while True:\n        pass\n`;
    const root = await project({
      demo: [triggers('left', "'left_alone'"), triggers('waits', "'waited_for', check_status=True")],
      left_alone: [block('one', endless('left'))],
      waited_for: [block('two', endless('waited'))],
    });
    const stop = new AbortController();
    const running = run(root, {}, { signal: stop.signal });
    for (const name of ['left', 'waited'])
      await expect.poll(() => readTextOrNull(path.join(root, name)), { timeout: 30_000 }).toBe('');
    stop.abort();
    expect((await running).block('waits').status).toBe('cancelled');
    for (const name of ['left_alone', 'waited_for']) expect((await runsOf(root, name))[0]?.status).toBe('cancelled');
  });

  it('raises after poll_timeout, and the run goes on', async () => {
    const root = await project({
      demo: [triggers('start', "'child', check_status=True, poll_interval=0.05, poll_timeout=0.2")],
      child: [
        block(
          'inner',
          "import os, time\n@custom\ndef f(**kwargs):\n    folder = os.path.join(kwargs['repo_path'], '.eider', 'runs', 'demo')\n    while 'run_finished' not in open(os.path.join(folder, os.listdir(folder)[0], 'events.jsonl')).read():\n        time.sleep(0.02)\n",
        ),
      ],
    });
    const done = await run(root);
    expect(done.block('start').failure).toMatchObject({
      code: 'poll_timeout',
      message: 'Pipeline child has not ended within the 0.2 seconds of poll_timeout.',
    });
    expect((await runsOf(root, 'child'))[0]?.status).toBe('completed');
  });

  it('refuses a pipeline that starts itself, directly or through another, and one that is not there', async () => {
    const root = await project({
      demo: [
        triggers('itself', "'demo'"),
        triggers('round', "'other', check_status=True, error_on_failure=True"),
        triggers('wrong', "'othr'"),
      ],
      other: [triggers('back', "'demo'")],
    });
    const done = await run(root, { allowFailures: true });
    expect(done.block('itself').failure).toMatchObject({
      code: 'trigger_cycle',
      message: 'Pipeline demo would start itself without end: demo → demo.',
      line: 5,
    });
    expect(done.block('round').failure?.message).toContain('demo → other → demo');
    expect(done.block('wrong').failure).toMatchObject({ code: 'pipeline_unknown', remedy: 'Did you mean other?' });
  });

  it('needs no place of its own while it waits, whatever the limits are', async () => {
    const root = await project(
      {
        demo: [triggers('start', "'child', check_status=True, error_on_failure=True", 'return run.status.value')],
        child: [triggers('next', "'last', check_status=True, error_on_failure=True")],
        last: [block('a', '@custom\ndef f():\n    return 1\n'), block('b', '@custom\ndef f():\n    return 1\n')],
      },
      { 'metadata.yaml': 'project_type: standalone\nqueue_config:\n  concurrency: 1\n' },
    );
    const done = await run(root, { limits: { memory: null, threads: null, parallel: 1 } });
    expect(done.block('start').failure).toBeUndefined();
    expect((await runsOf(root, 'last'))[0]?.status).toBe('completed');
  });

  it('says that a run waits for others, and lets it be looked at until it has ended', async () => {
    const root = await project({
      demo: [
        block(
          'start',
          `${TRIGGER}@custom
def f(**kwargs):
    first, second = trigger_pipeline('child'), trigger_pipeline('child')
    answers = [first.status.value, second.status.value, second.id]
    open('go', 'w').close()
    second.refresh(60)
    return {'answers': answers, 'now': second.status.value, 'known': second.id is not None}
`,
        ),
      ],
      child: [],
    });
    const child = {
      uuid: 'child',
      blocks: [{ uuid: 'inner', name: 'inner', type: 'custom', language: 'python', upstream_blocks: [] }],
      concurrency_config: { pipeline_run_limit_all_triggers: 1 },
    };
    await writeFiles(root, {
      'pipelines/child/metadata.yaml': JSON.stringify(child),
      'custom/inner.py':
        "import os, time\n@custom\ndef f():\n    while not os.path.exists('go'):\n        time.sleep(0.02)\n",
    });
    const done = await run(root);
    expect(done.block('start').failure).toBeUndefined();
    expect(await storedJson(root, 'start')).toEqual({
      answers: ['running', 'initial', null],
      now: 'completed',
      known: true,
    });
    const log = await logOf(root, done.run, 'start');
    expect(log).toContain('Pipeline child waits for other runs of it to end.');
  });

  it('runs a pipeline of another project of the checkout, and takes what a trigger of that name says', async () => {
    const outer = path.join(await tempFolder(), 'outer');
    const [one, two] = [path.join(outer, 'one'), path.join(outer, 'two')];
    const calls = [
      "trigger_pipeline('child', '/home/src/outer/two', check_status=True, schedule_name='nightly').variables",
      "trigger_pipeline('child', variables={'n': 7}, check_status=True, schedule_name='nightly').repo_path == get_repo_path().replace('one', 'two')",
    ];
    const source = `${TRIGGER}from mage_ai.settings.repo import get_repo_path\n@custom\ndef f():\n    return {'all': [${calls.join(', ')}]}\n`;
    await writeFiles(outer, { 'settings.yaml': 'projects:\n  one:\n  two:\n' });
    await writeFiles(one, projectFiles({ demo: [block('start', source)] }));
    await writeFiles(
      two,
      projectFiles({ child: [block('inner', "@custom\ndef f(**kwargs):\n    return kwargs['n']\n")] }),
    );
    await writeFiles(two, {
      'pipelines/child/triggers.yaml':
        'triggers:\n- name: nightly\n  pipeline_uuid: child\n  schedule_type: api\n  variables: {n: 5}\n',
    });
    const done = await run(one);
    expect(done.block('start').failure).toBeUndefined();
    expect(await storedJson(one, 'start')).toEqual({ all: [{ n: 5 }, true] });
    expect((await runsOf(two, 'child')).map((state) => state?.given?.variables)).toEqual([{ n: 7 }, { n: 5 }]);
  });

  it('can be called by several threads of a block at once', async () => {
    const threads = `from concurrent.futures import ThreadPoolExecutor
${TRIGGER}
@custom
def f(**kwargs):
    with ThreadPoolExecutor(3) as pool:
        runs = list(pool.map(lambda n: trigger_pipeline('child', variables={'n': n}, check_status=True, verbose=False), range(3)))
    return {'n': [run.variables['n'] for run in runs], 'ids': len({run.id for run in runs})}
`;
    const root = await project({
      demo: [block('start', threads)],
      child: [block('inner', "@custom\ndef f(**kwargs):\n    return kwargs['n']\n")],
    });
    await run(root);
    expect(await storedJson(root, 'start')).toEqual({ n: [0, 1, 2], ids: 3 });
  });

  it('hands remote blocks to the other pipeline and gives those of its run', async () => {
    const root = await project({
      demo: [
        block('data', '@custom\ndef f():\n    return [5, 6]\n'),
        triggers(
          'start',
          "'child', check_status=True, return_remote_blocks=True, remote_blocks=[dict(pipeline_uuid='demo', block_uuid='data', execution_partition=kwargs['execution_partition'])]",
          "return {'given': run[-1]['remote_blocks'][-1].get_outputs()}",
          { upstream: ['data'] },
        ),
      ],
      child: [
        block(
          'inner',
          "@custom\ndef f(**kwargs):\n    return {'sums': [sum(one) for one in kwargs['remote_blocks']]}\n",
        ),
      ],
    });
    const done = await run(root);
    expect(done.block('start').failure).toBeUndefined();
    expect(await storedJson(root, 'start')).toEqual({ given: [{ sums: [11] }] });
  });

  it('retrains two models in parallel when a sensor has seen new data', async () => {
    const retrain = (model: string, name: string) => `if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom
from mage_ai.orchestration.triggers.api import trigger_pipeline


@custom
def retrain(*args, **kwargs):
    models = ['a', 'b']

    trigger_pipeline(
        '${model}_training',
        check_status=True,
        error_on_failure=True,
        schedule_name='${name}',
        verbose=True,
    )
`;
    const sensor = `import json
import os
from mage_ai.settings.repo import get_repo_path

if 'sensor' not in globals():
    from mage_ai.data_preparation.decorators import sensor


@sensor
def check_for_new_data(*args, **kwargs) -> bool:
    path = os.path.join(get_repo_path(), '.cache', 'data_tracker')
    os.makedirs(os.path.dirname(path), exist_ok=True)
    before = json.load(open(path))['pull_count'] if os.path.exists(path) else None
    with open(path, 'w') as file:
        json.dump({'pull_count': 2}, file)
    return before is None or before < 2
`;
    // each training waits until the other has begun
    const train = (own: string, other: string) =>
      `import os, time\n@custom\ndef f(**kwargs):\n    folder = kwargs['repo_path']\n    open(os.path.join(folder, '${own}'), 'w').close()\n    while not os.path.exists(os.path.join(folder, '${other}')):\n        time.sleep(0.02)\n`;
    const root = await project({
      demo: [
        block('detect_new_data', sensor, { type: 'sensor' }),
        block('retrain/sklearn', retrain('sklearn', 'Automatic retraining for sklearn models'), {
          upstream: ['detect_new_data'],
        }),
        block('retrain/xgboost', retrain('xgboost', 'Automatic retraining for XGBoost'), {
          upstream: ['detect_new_data'],
        }),
      ],
      sklearn_training: [block('sklearn', train('s', 'x'))],
      xgboost_training: [block('xgboost', train('x', 's'))],
    });
    const done = await run(root);
    expect(done.finished).toMatchObject({ status: 'completed', executed: 3 });
    expect((await runsOf(root, 'xgboost_training'))[0]?.trigger).toBe('Automatic retraining for XGBoost');
    expect((await runsOf(root, 'sklearn_training'))[0]?.trigger).toBe('Automatic retraining for sklearn models');
  });
});
