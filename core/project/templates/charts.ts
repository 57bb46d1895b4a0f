import type { BlockTemplate } from './template';

const given =
  '# df_1 is what the block gives: a table, or a list when it gives several outputs. Set the variables that the chart draws.\n';

/** What the file of a chart with code begins with, by its kind; `empty` is for charts that need none. */
export const chartTemplates: readonly BlockTemplate[] = [
  python('bar chart', 'Bars', 'The number of different values in the first columns.', [
    'columns = list(df_1.columns[:7])',
    '',
    'x = columns',
    'y = [df_1[column].nunique() for column in columns]',
  ]),
  python('line chart', 'Lines', 'The columns of numbers, row by row.', [
    "numbers = df_1.select_dtypes('number')",
    '',
    'x = df_1.index',
    'y = [numbers[column] for column in numbers.columns[:3]]',
  ]),
  python('pie chart', 'Pie', 'How often each value of the first column occurs.', ['x = df_1[df_1.columns[0]]']),
  python('histogram', 'Histogram', 'How the numbers of the first such column are distributed.', [
    "numbers = df_1.select_dtypes('number')",
    '',
    'x = numbers[numbers.columns[0]]',
  ]),
  python('table', 'Table', 'The first rows.', ['x = df_1.columns', 'y = df_1']),
  python('time series bar chart', 'Bars over time', 'How many rows there are on each day.', perDay()),
  python('time series line chart', 'A line over time', 'How many rows there are on each day.', perDay()),
  {
    id: 'chart_custom',
    label: 'Picture or HTML',
    description: 'HTML that the code writes; a picture works the same way.',
    language: 'python',
    types: ['chart'],
    contents: () => `if 'render' not in globals():
    from mage_ai.data_preparation.decorators import render


# For a picture: render_type='png', and return its bytes as base64.
@render(render_type='html')
def draw(data, **kwargs):
    return data.describe().to_html()
`,
  },
  {
    id: 'chart_sql',
    label: 'Columns x and y',
    description: 'Draws the columns x and y of what it selects.',
    language: 'sql',
    types: ['chart'],
    contents: () => `-- Drawn are the columns x and y: put a column of yours in the place of the text.
select 'all rows' as x, count(*) as y
from {{ df_1 }}
group by all
order by x
`,
  },
  empty('python'),
  empty('sql'),
];

/** The id of the template for a kind of chart. */
export function chartTemplateId(chartType: string, language: 'python' | 'sql'): string {
  return language === 'sql' ? 'chart_sql' : `chart_${chartType.replaceAll(' ', '_')}`;
}

function python(chartType: string, label: string, description: string, code: readonly string[]): BlockTemplate {
  return {
    id: chartTemplateId(chartType, 'python'),
    label,
    description,
    language: 'python',
    types: ['chart'],
    contents: () => `${given}${code.join('\n')}\n`,
  };
}

function perDay(): string[] {
  return [
    "times = df_1.select_dtypes(['datetime', 'datetimetz'])",
    "days = times[times.columns[0]].dt.floor('D')",
    'counts = days.value_counts().sort_index()',
    '',
    'x = counts.index',
    'y = counts',
  ];
}

function empty(language: 'python' | 'sql'): BlockTemplate {
  return {
    id: 'empty',
    label: 'Empty',
    description: 'For a chart that is drawn from its configuration alone.',
    language,
    types: ['chart'],
    contents: () => '',
  };
}
