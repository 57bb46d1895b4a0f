import { dataTypes, fileName, parameterNames, type BlockTemplate, type TemplateContext } from './template';

/** Names that a block's code uses for something else, and words of the language. */
const reserved = new Set(
  (
    'callback condition custom data_exporter data_loader pd sensor test transformer kwargs args and as assert async ' +
    'await break class continue def del elif else except finally for from global if import in is lambda nonlocal not ' +
    'or pass raise return try while with yield match print list dict set type input id'
  ).split(' '),
);

function inputs(context: TemplateContext, count: number): string[] {
  return parameterNames(context, count, (words) => words.join('_').toLowerCase(), reserved);
}

/** Imports the decorators unless the runner has put them there already, as all of Mage's files do. */
function decorators(...names: readonly string[]): string {
  return names
    .map((name) => `if '${name}' not in globals():\n    from mage_ai.data_preparation.decorators import ${name}\n`)
    .join('');
}

function parameters(names: readonly string[]): string {
  return [...names, '**kwargs'].join(', ');
}

export const pythonTemplates: readonly BlockTemplate[] = [
  {
    id: 'load_parquet',
    label: 'Load Parquet files',
    description: 'Reads all Parquet files of a folder into one DataFrame.',
    language: 'python',
    types: ['data_loader'],
    contents: () => loader('parquet', 'Parquet'),
  },
  {
    id: 'load_csv',
    label: 'Load CSV files',
    description: 'Reads all CSV files of a folder into one DataFrame.',
    language: 'python',
    types: ['data_loader'],
    contents: () => loader('csv', 'CSV'),
  },
  {
    id: 'filter_columns',
    label: 'Filter and derive columns',
    description: 'Keeps some of the rows and adds columns.',
    language: 'python',
    types: ['transformer'],
    contents: (context) => {
      const names = inputs(context, 1);
      return `${decorators('transformer', 'test')}

@transformer
def transform(${parameters(names)}):
    """Put your own condition and columns here."""
    kept = ${names[0] ?? 'rows'}.dropna(how='all')
    return kept.assign(row_id=range(len(kept)))


@test
def keeps_rows(kept, *args):
    assert len(kept) > 0, 'The condition left no row.'
`;
    },
  },
  {
    id: 'split_by_date',
    label: 'Split by date',
    description: 'Returns two DataFrames, the rows before and after a date.',
    language: 'python',
    types: ['transformer'],
    contents: (context) => {
      const names = inputs(context, 1);
      const first = names[0] ?? 'rows';
      return `${decorators('transformer', 'test')}

@transformer
def transform(${parameters(names)}):
    """The pipeline variables split_column and split_date say where to split."""
    column = kwargs.get('split_column', 'started_at')
    date = kwargs.get('split_date', '2024-02-01')
    before = ${first}[column] < date
    return ${first}[before], ${first}[~before]


@test
def both_have_rows(train, validation, *args):
    assert len(train) > 0, 'No row is before the date.'
    assert len(validation) > 0, 'No row is at or after the date.'
`;
    },
  },
  {
    id: 'export_csv',
    label: 'Export to CSV',
    description: 'Writes a DataFrame to a CSV file in the project.',
    language: 'python',
    types: ['data_exporter'],
    contents: (context) => {
      const names = inputs(context, 1);
      return `${decorators('data_exporter')}

@data_exporter
def export_data(${parameters(names)}):
    """Writes a file into the project's folder."""
    ${names[0] ?? 'rows'}.to_csv('${fileName(context)}.csv', index=False)
`;
    },
  },
  {
    id: 'empty',
    label: 'Empty',
    description: 'A function that passes its input on.',
    language: 'python',
    types: dataTypes,
    contents: (context) => {
      const loads = context.type === 'data_loader' || context.type === 'custom';
      const names = inputs(context, loads ? 0 : 1);
      return `${decorators(context.type)}

@${context.type}
def run(${parameters(names)}):
    return ${names[0] ?? "{'id': 1}"}
`;
    },
  },
  {
    id: 'empty',
    label: 'Empty',
    description: 'Waits until a condition holds.',
    language: 'python',
    types: ['sensor'],
    contents: () => `from pathlib import Path

${decorators('sensor')}

@sensor
def is_ready(*args, **kwargs) -> bool:
    """The blocks below wait until this is true. Here: until the project has a folder called data."""
    return Path('data').is_dir()
`,
  },
  {
    id: 'empty',
    label: 'Empty',
    description: 'Runs after its block has succeeded or failed.',
    language: 'python',
    types: ['callback'],
    contents: () => `${decorators('callback')}

@callback('success')
def on_success(parent_output, **kwargs):
    print(f"{kwargs['parent_block_uuid']} has succeeded")


@callback('failure')
def on_failure(parent_output, **kwargs):
    print(f"{kwargs['parent_block_uuid']} has failed: {kwargs.get('__error')}")
`,
  },
  {
    id: 'empty',
    label: 'Empty',
    description: 'Decides whether its block runs.',
    language: 'python',
    types: ['conditional'],
    contents: () => `${decorators('condition')}

@condition
def should_run(*args, **kwargs) -> bool:
    """The block runs only if this is true."""
    return True
`,
  },
  {
    id: 'empty',
    label: 'Empty',
    description: 'A place for code that is tried out and never part of a run.',
    language: 'python',
    types: ['scratchpad'],
    contents: ({ name }) => `# ${name}\n`,
  },
  {
    id: 'empty',
    label: 'From columns',
    description: 'Drawn from the columns that its configuration names, without code.',
    language: 'python',
    types: ['chart'],
    contents: () => '',
  },
];

function loader(extension: string, kind: string): string {
  return `from pathlib import Path

import pandas as pd

${decorators('data_loader', 'test')}

@data_loader
def load_data(*args, **kwargs):
    """All ${kind} files of a folder, below each other. A relative path starts at the project's folder."""
    files = sorted(Path('data').glob('*.${extension}'))
    return pd.concat([pd.read_${extension}(file) for file in files], ignore_index=True)


@test
def has_rows(loaded, *args):
    assert len(loaded) > 0, 'The files hold no rows.'
`;
}
