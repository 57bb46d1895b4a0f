import type { Command } from 'commander';
import { EiderError } from '../../core/errors';
import { readDataProducts, whyUnread, type DataProduct } from '../../core/project/data-products';
import type { Project } from '../../core/project/types';
import type { ProductReport, ProductsReport } from '../../core/protocol/freshness';
import { readRetention } from '../../core/store/retention';
import type { CommandContext, CommonFlags } from '../context';
import { withCommonOptions } from '../options';
import { openPipeline, openProject } from '../project';
import { performRun } from '../run/perform';
import type { Terminal } from '../terminal';
import { printable, styleFor, type Style } from '../text/ansi';
import { formatTime, plural } from '../text/format';
import { formatLocation } from '../text/problem';
import { unknownName, usageError } from '../usage';

interface ProductsFlags extends CommonFlags {
  readonly make?: boolean;
}

export function addProductsCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('products').argument('[name]', 'a data product (default: all)'))
    .description('list the data products: whether each is up to date and why, what it gives and who reads it')
    .option('--make', 'make the named data product now, whether it is outdated or not')
    .action(async (name: string | undefined, flags: ProductsFlags) => {
      const { terminal } = context;
      const project = await openProject(flags.project, terminal.cwd);
      const named = name === undefined ? null : await findProduct(project, name);
      if (flags.make === true) {
        if (named === null) throw usageError('--make needs a data product.', 'Name the one to make.');
        context.finish(await make(named, flags.json === true, terminal));
        return;
      }
      const { lookAtProducts } = await import('../../core/run/products-report');
      const report = await lookAtProducts(project);
      const products = report.products.filter(({ uuid }) => name === undefined || uuid === name);
      const shown: ProductsReport = { ...report, products };
      terminal.out(
        flags.json === true
          ? `${JSON.stringify(shown)}\n`
          : productsText(shown, terminal.cwd, styleFor(terminal.color)),
      );
    });
}

/** Runs the pipeline of a product as the product's own run, which those that read it then find. */
async function make(product: DataProduct, json: boolean, terminal: Terminal) {
  const { productRequest } = await import('../../core/run/data-product');
  const retention = await readRetention(product.project.root);
  const reading = openPipeline(product.project, product.pipeline);
  return performRun({ ...productRequest(product), cwd: terminal.cwd, retention }, reading, json, terminal);
}

async function findProduct(project: Project, name: string): Promise<DataProduct> {
  const registry = await readDataProducts(project);
  const { products } = registry;
  const found = products.find(({ uuid }) => uuid === name);
  if (found !== undefined) return found;
  const broken = whyUnread(registry, name);
  if (broken !== null) throw new EiderError(broken);
  const known = products.map(({ uuid }) => uuid);
  throw unknownName('data product', name, known, `project ${project.name}`);
}

function productsText({ file, products, problems }: ProductsReport, cwd: string, style: Style): string {
  const blocks = products.map((product) => productLines(product, style).join('\n'));
  if (problems.length > 0) {
    const lines = problems.map(
      (problem) =>
        `${style.bad('✘')} ${style.accent(formatLocation(problem, cwd) ?? file)}  ${printable(problem.message)}` +
        (problem.remedy === undefined ? '' : `\n  → ${printable(problem.remedy)}`),
    );
    blocks.push(lines.join('\n'));
  }
  if (blocks.length === 0) blocks.push(`No data products yet: they are registered in ${file}.`);
  return `${blocks.join('\n\n')}\n`;
}

function productLines(product: ProductReport, style: Style): string[] {
  const { uuid, pipeline, outdated, reason, run, madeAt, blocks, readers } = product;
  const mark = outdated ? style.warn('○') : style.good('✔');
  const lines = [
    `${mark} ${style.bold(uuid)}  ${outdated ? style.warn('outdated') : style.good('up to date')}`,
    `  ${style.dim(reason)}`,
    `  made by  ${pipeline}${run === null || madeAt === null ? '' : `, last ${formatTime(madeAt)} in run ${run}`}`,
  ];
  const given = blocks.map(({ uuid: block, partitions }) => `${block} (${partitionsText(partitions)})`);
  lines.push(`  gives    ${given.length === 0 ? 'no blocks: name some under its settings' : given.join(', ')}`);
  const named = readers.map((reader) => {
    const own = reader.outdated === outdated ? '' : ` (${reader.outdated ? 'outdated' : 'up to date'} by its own rule)`;
    return `${reader.pipeline}/${reader.block}${own}`;
  });
  lines.push(`  read by  ${named.length === 0 ? 'no block yet' : named.join(', ')}`);
  return lines;
}

function partitionsText(partitions: number): string {
  return partitions === 0 ? 'all runs' : `newest ${partitions === 1 ? 'run' : plural(partitions, 'run')}`;
}
