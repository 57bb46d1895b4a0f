import { dataTypes, fileName, type BlockTemplate, type TemplateContext } from './template';

/** The view of an upstream block; by its place while the block has none. */
function upstream({ upstream: uuids }: TemplateContext, index = 0): string {
  const uuid = uuids[index];
  return uuid === undefined ? `{{ df_${index + 1} }}` : `"${uuid.replaceAll('"', '""')}"`;
}

export const sqlTemplates: readonly BlockTemplate[] = [
  {
    id: 'load_parquet',
    label: 'Load Parquet files',
    description: 'Reads all Parquet files of a folder as one table.',
    language: 'sql',
    types: ['data_loader'],
    contents: () => `-- All Parquet files of a folder as one table. A relative path starts at the project's folder.
select *
from read_parquet('data/*.parquet', union_by_name = true)
`,
  },
  {
    id: 'load_csv',
    label: 'Load CSV files',
    description: 'Reads all CSV files of a folder as one table and finds out the types of the columns.',
    language: 'sql',
    types: ['data_loader'],
    contents: () => `-- All CSV files of a folder as one table. A relative path starts at the project's folder.
select *
from read_csv('data/*.csv', union_by_name = true)
`,
  },
  {
    id: 'filter_columns',
    label: 'Filter and derive columns',
    description: 'Keeps some of the rows and adds columns.',
    language: 'sql',
    types: ['transformer'],
    contents: (context) => `select
  *,
  row_number() over () as row_id -- a derived column: put your own here
from ${upstream(context)}
where true -- the rows to keep, for instance: distance > 0
`,
  },
  {
    id: 'split_by_date',
    label: 'Split by date',
    description: 'Makes two outputs, train and validation, of the rows before and after a date.',
    language: 'sql',
    types: ['transformer'],
    contents: (
      context,
    ) => `-- Each table that is created is an output of that name. Put your own column and date in both.
create table train as
select *
from ${upstream(context)}
where started_at < timestamp '2024-02-01';

create table validation as
select *
from ${upstream(context)}
where started_at >= timestamp '2024-02-01';
`,
  },
  {
    id: 'aggregate',
    label: 'Group and count',
    description: 'One row per day with how many rows it had.',
    language: 'sql',
    types: ['transformer'],
    contents: (
      context,
    ) => `-- Put your own columns in the place of started_at, and add sums and averages beside the count.
select
  date_trunc('day', started_at) as day,
  count(*) as row_count
from ${upstream(context)}
group by all
order by all
`,
  },
  {
    id: 'combine',
    label: 'Combine upstream blocks',
    description: 'The rows of all upstream blocks below each other, columns matched by name.',
    language: 'sql',
    types: ['transformer'],
    contents: (context) =>
      Array.from(
        { length: Math.max(2, context.upstream.length) },
        (_, index) => `select *\nfrom ${upstream(context, index)}\n`,
      ).join('union all by name\n'),
  },
  {
    id: 'export_csv',
    label: 'Export to CSV',
    description: 'Writes the rows to a CSV file in the project.',
    language: 'sql',
    types: ['data_exporter'],
    contents: (context) => `-- Writes a file into the project's folder. The output says how many rows it holds.
copy (select * from ${upstream(context)}) to '${fileName(context)}.csv' (format csv, header);

select count(*) as row_count
from ${upstream(context)}
`,
  },
  {
    id: 'export_parquet',
    label: 'Export to Parquet',
    description: 'Writes the rows to a Parquet file in the project.',
    language: 'sql',
    types: ['data_exporter'],
    contents: (context) => `-- Writes a file into the project's folder. The output says how many rows it holds.
copy (select * from ${upstream(context)}) to '${fileName(context)}.parquet' (format parquet, compression zstd);

select count(*) as row_count
from ${upstream(context)}
`,
  },
  {
    id: 'query',
    label: 'From a query',
    description: 'Drawn from the rows of a query; its configuration names columns of it.',
    language: 'sql',
    types: ['chart'],
    contents: (context) => `-- The rows to draw. The chart's configuration names columns of this query.
select *
from ${upstream(context)}
`,
  },
  {
    id: 'empty',
    label: 'From columns',
    description: 'Drawn from the columns that its configuration names, without code.',
    language: 'sql',
    types: ['chart'],
    contents: () => '',
  },
  {
    id: 'empty',
    label: 'Empty',
    description: 'A query that passes its input on.',
    language: 'sql',
    types: dataTypes,
    contents: (context) =>
      context.type === 'data_loader' || (context.type === 'custom' && context.upstream.length === 0)
        ? 'select 1 as id\n'
        : `select *\nfrom ${upstream(context)}\n`,
  },
];
