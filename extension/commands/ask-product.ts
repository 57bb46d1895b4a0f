import { EiderError } from '../../core/errors';
import { readDataProducts, type DataProduct } from '../../core/project/data-products';
import { projectAt } from '../../core/project/find-project';
import * as vscode from 'vscode';
import type { ProductReport } from '../../core/protocol/freshness';
import { askProducts } from '../freshness/freshness-store';
import { productFreshnessText, productReason } from '../products-view/labels';
import type { Services } from '../services';
import { productOf, type ProductRef } from '../target';
import { dotted } from '../text';

/** A registered data product, with its project. */
export interface RegisteredProduct {
  readonly project: string;
  /** Absolute path of the registry. */
  readonly file: string;
  readonly product: DataProduct;
}

/** The data product to act on: the argument's, or the one the user picks. Undefined when the user gives up. */
export async function askProduct(
  services: Services,
  argument: unknown,
  placeHolder: string,
): Promise<RegisteredProduct | undefined> {
  const given = productOf(argument);
  if (given !== null) return registered(given);
  const known = await allProducts(services);
  const [only] = known;
  if (only === undefined) throw noProduct();
  const items = known.length === 1 ? [] : choices(services, known);
  const chosen = known.length === 1 ? { value: only } : await vscode.window.showQuickPick(items, { placeHolder });
  return chosen?.value;
}

/** The products of all projects; throws what is wrong with a registry when there are none. */
export async function allProducts({ projects }: Services): Promise<RegisteredProduct[]> {
  const readings = await Promise.all(
    (await projects.projects()).map(async (project) => ({ project, reading: await readDataProducts(project) })),
  );
  const found = readings.flatMap(({ project, reading: { file, products } }) =>
    products.map((product) => ({ project: project.root, file, product })),
  );
  const [problem] = readings.flatMap(({ reading }) => reading.problems);
  if (found.length === 0 && problem !== undefined) throw new EiderError(problem);
  return found;
}

async function registered({ project, product: uuid }: ProductRef): Promise<RegisteredProduct> {
  const { file, products, problems } = await readDataProducts(projectAt(project));
  const product = products.find((one) => one.uuid === uuid);
  if (product !== undefined) return { project, file, product };
  throw new EiderError(
    problems[0] ?? {
      code: 'data_product_unknown',
      message: `There is no data product ${uuid}.`,
      remedy: 'Refresh the view; the registry was edited meanwhile.',
      file,
    },
  );
}

/** The list to choose from; whether each is up to date, and why, stands beside it where the workspace is trusted. */
async function choices(services: Services, known: readonly RegisteredProduct[]) {
  const now = new Date();
  const reports = await reportsOf(services, new Set(known.map(({ project }) => project)));
  return known.map((value) => {
    const { uuid, pipeline } = value.product;
    const report = reports.get(value.project)?.find((one) => one.uuid === uuid);
    return {
      label: uuid,
      description: dotted(`from ${pipeline}`, report === undefined ? '' : productFreshnessText(report, now)),
      ...(report === undefined ? {} : { detail: productReason(report, now) }),
      value,
    };
  });
}

async function reportsOf(
  { context, log }: Services,
  projects: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly ProductReport[]>> {
  const reports = new Map<string, readonly ProductReport[]>();
  if (!vscode.workspace.isTrusted) return reports;
  const ask = async (project: string) => {
    try {
      reports.set(project, (await askProducts(context.extensionPath, project)).products);
    } catch (error) {
      log.warn(`Data products of ${project}: ${String(error)}`); // they can be chosen all the same
    }
  };
  await Promise.all([...projects].map(ask));
  return reports;
}

function noProduct(): EiderError {
  return new EiderError({
    code: 'data_product_missing',
    message: 'There is no data product yet.',
    remedy: 'Register one with "Eider: Open in global_data_products.yaml".',
  });
}
