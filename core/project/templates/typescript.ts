import { dataTypes, parameterNames, type BlockTemplate, type TemplateContext } from './template';

/** Names that a block's code uses for something else, and words of the language. */
const reserved = new Set(
  (
    'assert columns context custom dataExporter dataLoader DictVectorizer log name outputs signal sql target test ' +
    'transformer variables validation train arguments await break case catch class const continue debugger default ' +
    'delete do else enum eval export extends false finally for function if implements import in instanceof interface ' +
    'let new null package private protected public return static super switch this throw true try typeof undefined ' +
    'var void while with yield'
  ).split(' '),
);

const makers = {
  data_loader: 'dataLoader',
  transformer: 'transformer',
  data_exporter: 'dataExporter',
  custom: 'custom',
} as const;

function camelCase(words: readonly string[]): string {
  return words
    .map((word, at) => (at === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('');
}

function inputs(context: TemplateContext, count: number): string[] {
  return parameterNames(context, count, camelCase, reserved);
}

/** `trips: Table, zones: Table`: what stands for the upstream blocks. */
function typed(names: readonly string[]): string {
  return names.map((name) => `${name}: Table`).join(', ');
}

/** The first of the inputs, which the templates for one input work on. */
function firstOf(names: readonly string[]): string {
  return names[0] ?? 'rows';
}

export const typescriptTemplates: readonly BlockTemplate[] = [
  {
    id: 'load_parquet',
    label: 'Load Parquet files',
    description: 'Reads all Parquet files of a folder as one table.',
    language: 'typescript',
    types: ['data_loader'],
    contents: () => loader("read_parquet('data/*.parquet', union_by_name = true)", 'Parquet'),
  },
  {
    id: 'load_csv',
    label: 'Load CSV files',
    description: 'Reads all CSV files of a folder as one table and finds out the types of the columns.',
    language: 'typescript',
    types: ['data_loader'],
    contents: () => loader("read_csv('data/*.csv', union_by_name = true)", 'CSV'),
  },
  {
    id: 'filter_columns',
    label: 'Filter and derive columns',
    description: 'Keeps some of the rows and adds columns.',
    language: 'typescript',
    types: ['transformer'],
    contents: (context) => {
      const names = inputs(context, 1);
      return `import { assert, test, transformer, type Context, type Table } from 'eider';

/** Put your own columns and condition into the query; nothing is copied into JavaScript. */
export default transformer(
  (${typed(names)}, { sql }: Context) => sql\`
    select *, row_number() over () as row_id
    from \${${firstOf(names)}}
    where true
  \`,
);

export const keepsRows = test('keeps some rows', async (kept: Table) => {
  assert((await kept.rowCount()) > 0, 'the condition left no row');
});
`;
    },
  },
  {
    id: 'split_by_date',
    label: 'Split by date',
    description: 'Makes two outputs, train and validation, of the rows before and after a date.',
    language: 'typescript',
    types: ['transformer'],
    contents: (context) => {
      const names = inputs(context, 1);
      return `import { assert, outputs, test, transformer, type Context, type Table } from 'eider';

/** The pipeline variables split_column and split_date say where to split. */
export default transformer((${typed(names)}, { sql, variables }: Context) => {
  const column = sql.identifier(String(variables['split_column'] ?? 'started_at'));
  const date = String(variables['split_date'] ?? '2024-02-01');
  return outputs({
    train: sql\`select * from \${${firstOf(names)}} where \${column} < \${date}::timestamp\`,
    validation: sql\`select * from \${${firstOf(names)}} where \${column} >= \${date}::timestamp\`,
  });
});

export const bothHaveRows = test('both parts have rows', async (train: Table, validation: Table) => {
  assert((await train.rowCount()) > 0, 'no row is before the date');
  assert((await validation.rowCount()) > 0, 'no row is at or after the date');
});
`;
    },
  },
  {
    id: 'training_set',
    label: 'Build a training set',
    description: 'One-hot encodes text, keeps numbers, and stores a sparse matrix with its target.',
    language: 'typescript',
    types: ['data_exporter', 'transformer'],
    contents: (context) => {
      const names = inputs(context, 1);
      return `import { assert, ${makers[makerType(context)]}, outputs, test, type Categories, type Context, type Numbers, type Table } from 'eider';
import { DictVectorizer, type SparseMatrix } from 'eider/learn';

/** Every column but the target becomes a feature. The pipeline variable target names the column to predict. */
export default ${makers[makerType(context)]}(async (${typed(names)}, { variables }: Context) => {
  const target = String(variables['target'] ?? 'target');
  const features: Record<string, Categories | Numbers> = {};
  for (const { name } of await ${firstOf(names)}.columns()) {
    if (name !== target) features[name] = await ${firstOf(names)}.column(name);
  }
  return outputs({
    X: DictVectorizer.fit(features).transform(features),
    y: await ${firstOf(names)}.column(target),
  });
});

export const hasFeatures = test('has features', (X: SparseMatrix) => {
  assert(X.columns > 0, 'there is no column beside the target');
});
`;
    },
  },
  {
    id: 'empty',
    label: 'Empty',
    description: 'A function that passes its input on.',
    language: 'typescript',
    types: dataTypes,
    contents: (context) => {
      const maker = makers[makerType(context)];
      const names = inputs(context, maker === 'dataLoader' || maker === 'custom' ? 0 : 1);
      if (names.length === 0) {
        return `import { ${maker}, type Context } from 'eider';

export default ${maker}(({ sql }: Context) => sql\`select 1 as id\`);
`;
      }
      return `import { ${maker}, type Context, type Table } from 'eider';

export default ${maker}((${typed(names)}, { sql }: Context) => sql\`select * from \${${firstOf(names)}}\`);
`;
    },
  },
];

function loader(query: string, kind: string): string {
  return `import { assert, dataLoader, test, type Context, type Table } from 'eider';

/** All ${kind} files of a folder as one table. A relative path starts at the project's folder. */
export default dataLoader(({ sql }: Context) => sql\`select * from ${query}\`);

export const hasRows = test('has rows', async (loaded: Table) => {
  assert((await loaded.rowCount()) > 0, 'the files hold no rows');
});
`;
}

function makerType({ type }: TemplateContext): keyof typeof makers {
  return type === 'data_loader' || type === 'transformer' || type === 'data_exporter' ? type : 'custom';
}
