import { assert, custom, test, type Context } from 'eider';
import { isRegressor, regressors } from '../utils/regressors';
import { shown } from '../utils/settings';

/**
 * The models to train, each of which the blocks below run for: the variable `models` names them with commas between, as
 * `LinearRegression` or `linear_model.LinearRegression`.
 */
export default custom(({ variables }: Context) => {
  const given = variables['models'];
  assert(typeof given === 'string', `The variable models is ${shown(given)}. Give names with commas between.`);
  const names = given
    .split(',')
    .map((name) => name.trim().split('.').at(-1) ?? '')
    .filter((name) => name !== '');
  for (const name of names) {
    assert(isRegressor(name), `The variable models names ${name}. Known are ${Object.keys(regressors).join(', ')}.`);
  }
  assert(names.length > 0, 'The variable models names no model.');
  const unique = [...new Set(names)];
  return [unique, unique.map((name) => ({ block_uuid: name }))];
});

export const named =
  test('names each run of the blocks below after its model', (names: readonly string[], metadata: readonly {
    block_uuid: string;
  }[]) => {
    assert.deepEqual(
      metadata.map(({ block_uuid }) => block_uuid),
      names,
    );
  });
