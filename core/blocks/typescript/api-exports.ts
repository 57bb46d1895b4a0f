import type * as eider from './eider';
import type * as learn from './learn';

/** Names that the modules `eider` and `eider/learn` export at run time; the compiler checks that none is missing. */
export const API_EXPORTS = {
  eider: names<keyof typeof eider>({
    dataLoader: true,
    transformer: true,
    dataExporter: true,
    custom: true,
    sensor: true,
    condition: true,
    check: true,
    callback: true,
    secret: true,
    test: true,
    outputs: true,
    table: true,
    matrix: true,
    image: true,
    html: true,
    assert: true,
    sql: true,
    variables: true,
    log: true,
    signal: true,
  }),
  learn: names<keyof typeof learn>({ DictVectorizer: true }),
};

function names<T extends string>(all: Record<T, true>): readonly string[] {
  return Object.keys(all);
}
