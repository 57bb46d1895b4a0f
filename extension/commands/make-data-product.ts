import * as vscode from 'vscode';
import { productTrigger } from '../../core/project/data-products';
import type { Services } from '../services';
import type { RunRef } from '../target';
import { askProduct } from './ask-product';
import { startRun } from './start-run';

/** Makes a data product now, whether it is outdated or not: runs its pipeline as the product's own run. */
export async function makeDataProduct(services: Services, argument: unknown): Promise<RunRef | undefined> {
  const chosen = await askProduct(services, argument, 'Choose the data product to make');
  if (chosen === undefined) return undefined;
  const {
    uuid,
    pipeline,
    project: { root: project },
  } = chosen.product;
  const trigger = productTrigger(uuid);
  const { runs } = services;
  const going = runs
    .allRunning()
    .find((ref) => ref.project === project && ref.pipeline === pipeline && runs.known(ref)?.trigger === trigger);
  if (going !== undefined) {
    void vscode.window.showInformationMessage(`${uuid} is being made already, by run ${going.run} of ${pipeline}.`);
    return going;
  }
  return startRun(services, { project, pipeline }, { origin: 'trigger', trigger }, argument);
}
