import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { measureScript, median } from './lib/measure';
import { printResult, printTable } from './lib/report';

/**
 * What a run costs beyond the work of its blocks: pipelines of blocks that do nothing, each run as a process of its own.
 * The overhead of a block is the time that 200 of them take longer than one, shared among the 199 others.
 */

const BLOCKS = 200;
const CHILDREN = 10_000;
const ROUNDS = 3;
const TARGETS = [
  { figure: 'typescript_chain_ms', atMost: 15 },
  { figure: 'sql_chain_ms', atMost: 5 },
];

type Language = 'sql' | 'typescript';
type Shape = 'chain' | 'fan';

interface BenchBlock {
  readonly uuid: string;
  readonly language: Language;
  readonly upstream: readonly string[];
  readonly source: string;
  readonly configuration?: Readonly<Record<string, unknown>>;
}

const NOTHING: Readonly<Record<Language, string>> = {
  sql: 'SELECT 1 AS nothing',
  typescript: "import { custom } from 'eider';\nexport default custom(() => []);\n",
};
const EXTENSIONS: Readonly<Record<Language, string>> = { sql: '.sql', typescript: '.ts' };

async function main(): Promise<void> {
  const work = await mkdtemp(path.join(os.tmpdir(), 'eider-overhead-'));
  try {
    const figures: Record<string, number> = {};
    const rows = [['', 'whole s', 'a block ms', 'target', 'peak MiB']];
    for (const language of ['sql', 'typescript'] as const) {
      const one = await timeOf(await project(work, `${language}-one`, shaped(language, 'chain', 1)), ROUNDS);
      for (const shape of ['chain', 'fan'] as const) {
        const folder = await project(work, `${language}-${shape}`, shaped(language, shape, BLOCKS));
        const { seconds, peakMiB } = await timeOf(folder, ROUNDS);
        const each = ((seconds - one.seconds) / (BLOCKS - 1)) * 1000;
        figures[`${language}_${shape}_ms`] = each;
        const target = TARGETS.find(({ figure }) => figure === `${language}_${shape}_ms`);
        const limit = target === undefined ? '' : `≤ ${target.atMost}`;
        rows.push([
          `${BLOCKS} blocks, ${language} ${shape}`,
          seconds.toFixed(2),
          each.toFixed(2),
          limit,
          peakMiB.toFixed(0),
        ]);
      }
    }
    for (const language of ['sql', 'typescript'] as const) {
      const folder = await project(work, `${language}-dynamic`, dynamic(language));
      const { seconds, peakMiB } = await timeOf(folder, 1);
      const each = (seconds / CHILDREN) * 1000;
      figures[`${language}_child_ms`] = each;
      rows.push([`${CHILDREN} children, ${language}`, seconds.toFixed(2), each.toFixed(2), '', peakMiB.toFixed(0)]);
    }
    console.log('\nWhat a run costs beyond the work of its blocks (medians, whole processes)\n');
    printTable(rows);
    printResult('overhead', figures, TARGETS);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Blocks one after the other, or all below the first. */
function shaped(language: Language, shape: Shape, count: number): BenchBlock[] {
  return Array.from({ length: count }, (_, index) => {
    const above = shape === 'chain' ? index - 1 : 0;
    return {
      uuid: `block_${index}`,
      language,
      upstream: index === 0 ? [] : [`block_${above}`],
      source: NOTHING[language],
    };
  });
}

/** A list of numbers, a block below it that gives each back, and one that receives them all. */
function dynamic(language: Language): BenchBlock[] {
  const list = {
    sql: `SELECT range AS n FROM range(${CHILDREN})`,
    typescript: `import { custom } from 'eider';\nexport default custom(() => [Array.from({ length: ${CHILDREN} }, (_, n) => n)]);\n`,
  };
  const child = {
    sql: 'SELECT n FROM {{ df_1 }}',
    typescript: "import { custom } from 'eider';\nexport default custom((n: number) => [n]);\n",
  };
  const all = {
    sql: 'SELECT sum(n) AS total FROM {{ df_1 }}',
    typescript:
      "import { custom } from 'eider';\nexport default custom((all: number[]) => [all.reduce((sum, n) => sum + n, 0)]);\n",
  };
  return [
    { uuid: 'list', language, upstream: [], source: list[language], configuration: { dynamic: true } },
    { uuid: 'child', language, upstream: ['list'], source: child[language], configuration: { reduce_output: true } },
    { uuid: 'all', language, upstream: ['child'], source: all[language] },
  ];
}

async function project(work: string, name: string, blocks: readonly BenchBlock[]): Promise<string> {
  const root = path.join(work, name);
  await mkdir(path.join(root, 'pipelines/bench'), { recursive: true });
  await mkdir(path.join(root, 'custom'), { recursive: true });
  await writeFile(path.join(root, 'metadata.yaml'), 'project_type: standalone\n');
  const entries = blocks.map(({ uuid, language, upstream, configuration = {} }) => ({
    uuid,
    type: 'custom',
    language,
    upstream_blocks: upstream,
    configuration,
  }));
  // JSON is YAML
  await writeFile(
    path.join(root, 'pipelines/bench/metadata.yaml'),
    JSON.stringify({ type: 'python', blocks: entries }),
  );
  await Promise.all(
    blocks.map(({ uuid, language, source }) =>
      writeFile(path.join(root, 'custom', `${uuid}${EXTENSIONS[language]}`), source),
    ),
  );
  return root;
}

async function timeOf(project: string, rounds: number): Promise<{ seconds: number; peakMiB: number }> {
  const run = () => measureScript(path.resolve('dist/cli.js'), ['run', 'bench', '--project', project, '--json']);
  if (rounds > 1) await run(); // compiles the blocks
  const all = [];
  for (let round = 0; round < rounds; round += 1) all.push(await run());
  return {
    seconds: median(all.map(({ seconds }) => seconds)),
    peakMiB: Math.max(...all.map(({ peakMiB }) => peakMiB)),
  };
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
