import { readFileSync } from 'node:fs';
import path from 'node:path';
import { minimize, type Space } from '../../core/learn';
import { lossNamed } from '../../core/learn/tune/fixtures/losses';
import { median } from '../lib/measure';
import type { Compared } from './compare';

/** What scripts/make-tune-fixture.py wrote down of hyperopt. */
interface Recorded {
  readonly trials: number;
  readonly lasso: readonly number[];
  readonly searches: readonly {
    readonly name: string;
    readonly space: Space;
    /** Of as many searches as there are seeds. */
    readonly bestLosses: readonly number[];
  }[];
}

const SEEDS = 20;

/** The best loss that a search finds, median over seeds, against that of hyperopt's TPE in the same number of trials. */
export async function compareSearches(): Promise<Compared[]> {
  const file = path.resolve('core/learn/tune/fixtures/hyperopt.json');
  // SAFETY: written by scripts/make-tune-fixture.py in this form
  const { trials, lasso, searches } = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  const compared: Compared[] = [];
  for (const { name, space, bestLosses } of searches) {
    const loss = lossNamed(name, lasso);
    const found: number[] = [];
    for (let seed = 0; seed < SEEDS; seed += 1)
      found.push((await minimize(loss, space, { seed, max_evaluations: trials })).value);
    const [ours, theirs] = [median(found), median(bestLosses)];
    // recorded losses are rounded to 7 digits
    compared.push({ figure: `search_${name}_loss`, ours, theirs, ratio: ours / theirs, atMost: 1 + 1e-6 });
  }
  return compared;
}
