import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findInterpreter } from '../core/blocks/python/interpreter';
import { measureScript, median } from './lib/measure';
import { printResult, printTable } from './lib/report';

/**
 * What a chain of small pandas blocks costs beyond the very same functions called one after the other in one Python
 * process. The overhead of a block is the time that 30 of them take longer than one, shared among the 29 others, less what
 * plain Python takes for as many. `--python PATH` names the interpreter, which needs pandas and pyarrow.
 */

const BLOCKS = 30;
const ROUNDS = 5;
const TARGETS = [{ figure: 'python_chain_ms', atMost: 50 }];

const FIRST = `import pandas as pd


@data_loader
def load(**kwargs):
    rows = range(1_000)
    return pd.DataFrame({"id": rows, "zone": [f"zone {n % 7}" for n in rows], "miles": [n / 10 for n in rows]})
`;
const NEXT = `import pandas as pd


@transformer
def step(trips, **kwargs):
    trips["miles"] = trips["miles"] * 1.01
    trips["mean"] = trips.groupby("zone")["miles"].transform("mean")
    return trips
`;

/** The functions of the blocks in one process; says how long all but the first have taken. */
const PLAIN = `import sys, time
data_loader = transformer = lambda function: function
names = {}
for file in ("first.py", "next.py"):
    exec(compile(open(file).read(), file, "exec"), globals(), names)
globals().update(names)
value = load()
value = step(value)
began = time.perf_counter()
for _ in range(${BLOCKS - 1}):
    value = step(value)
print((time.perf_counter() - began) * 1000 / ${BLOCKS - 1})
`;

async function main(args: readonly string[]): Promise<void> {
  const named = args.indexOf('--python');
  const { command } = await findInterpreter(process.cwd(), null, named < 0 ? null : (args[named + 1] ?? null));
  process.env['EIDER_PYTHON'] = command; // which the runs look at
  const work = await mkdtemp(path.join(os.tmpdir(), 'eider-python-overhead-'));
  try {
    const one = await project(work, 1);
    const chain = await project(work, BLOCKS);
    const run = (root: string) =>
      measureScript(path.resolve('dist/cli.js'), ['run', 'bench', '--project', root, '--json']);
    await run(one); // what the system reads once
    const rounds: { single: number; whole: number; plain: number; each: number; overhead: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // in turn, so that a machine that slows down slows all
      const [single, whole] = [await run(one), await run(chain)];
      const plain = plainPython(command, work);
      const each = ((whole.seconds - single.seconds) / (BLOCKS - 1)) * 1000;
      rounds.push({ single: single.seconds, whole: whole.seconds, plain, each, overhead: each - plain });
    }
    const of = (key: keyof (typeof rounds)[number]) => median(rounds.map((round) => round[key]));
    const figures = {
      python_one_s: of('single'),
      python_chain_s: of('whole'),
      plain_block_ms: of('plain'),
      python_block_ms: of('each'),
      python_chain_ms: of('overhead'),
    };
    console.log('\nA chain of small pandas blocks and the same functions in one Python process (medians)\n');
    printTable([
      ['', ''],
      ['one block, whole s', figures.python_one_s.toFixed(2)],
      [`${BLOCKS} blocks, whole s`, figures.python_chain_s.toFixed(2)],
      ['a block ms', figures.python_block_ms.toFixed(1)],
      ['the function alone ms', figures.plain_block_ms.toFixed(1)],
      ['overhead of a block ms (≤ 50)', figures.python_chain_ms.toFixed(1)],
    ]);
    printResult('python-overhead', figures, TARGETS);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function plainPython(command: string, folder: string): number {
  const done = spawnSync(command, ['plain.py'], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  if (done.status !== 0) throw new Error(`plain Python failed:\n${done.stderr}`);
  return Number(done.stdout);
}

async function project(work: string, count: number): Promise<string> {
  const root = path.join(work, `blocks-${count}`);
  for (const folder of ['pipelines/bench', 'data_loaders', 'transformers']) {
    await mkdir(path.join(root, folder), { recursive: true });
  }
  await writeFile(path.join(root, 'metadata.yaml'), 'project_type: standalone\n');
  const blocks = Array.from({ length: count }, (_, index) => ({
    uuid: `block_${index}`,
    type: index === 0 ? 'data_loader' : 'transformer',
    language: 'python',
    upstream_blocks: index === 0 ? [] : [`block_${index - 1}`],
  }));
  // JSON is YAML
  await writeFile(path.join(root, 'pipelines/bench/metadata.yaml'), JSON.stringify({ type: 'python', blocks }));
  for (const { uuid, type } of blocks) {
    await writeFile(path.join(root, `${type}s`, `${uuid}.py`), type === 'data_loader' ? FIRST : NEXT);
  }
  await writeFile(path.join(work, 'first.py'), FIRST);
  await writeFile(path.join(work, 'next.py'), NEXT);
  await writeFile(path.join(work, 'plain.py'), PLAIN);
  return root;
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
