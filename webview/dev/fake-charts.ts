import type { ChartData, ChartDrawing } from '../../core/protocol/charts';
import type { OutputChart } from '../../core/protocol/webview';

const look = {
  ...{ height: null, legend: [], xGrid: true, yGrid: true, smooth: false },
  ...{ xAxis: null, yAxis: null, xTooltip: null, yTooltip: null },
};

export function fakeChart(title: string, drawing: ChartDrawing, rest: Partial<ChartData> = {}): ChartData {
  return { title, drawing, look, printed: '', notes: [], ...rest };
}

const columns = ['VendorID', 'trip_type', 'a column with a long name that does not fit', 'store_and_fwd_flag'];
const shares = [100, 5.7669, 5.7597, 0.3];
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const html = `<h2 style="color: teal; border-bottom: 1px solid">Force</h2><style>b { color: orange }</style><p><b>Base</b> value
<span id="more">without scripts</span></p><script>document.getElementById('more').textContent = 'with scripts'</script>`;

/** One chart of every kind. */
/** Hexagons around a diagonal, with more rows near it. */
const fakeCells = Array.from({ length: 600 }, (_, at): readonly [number, number, number] => {
  const [row, column] = [Math.floor(at / 20), at % 20];
  const x = (column + row / 2) * 2 + (row % 2);
  return [x - 18, row * 2, Math.ceil(4000 / (1 + (x - 18 - row * 2) ** 2))];
});

const charts: readonly (readonly [string, ChartData])[] = [
  [
    'bar chart',
    fakeChart(
      'Missing values',
      {
        ...{ kind: 'series', style: 'bar', horizontal: true, axis: 'columns', labels: columns },
        series: [{ label: 'percentage', values: shares }],
      },
      { printed: 'looked at 20 columns\n', notes: ['Of 20 groups the first 4 are drawn.'] },
    ),
  ],
  [
    'pie chart',
    fakeChart('Runs by model', {
      kind: 'pie',
      column: 'model',
      slices: ['Booster', 'Lasso', 'LinearRegression'].map((label, index) => ({ label, count: 12 - index * 4 })),
    }),
  ],
  [
    'table',
    fakeChart('Most frequent values', {
      kind: 'table',
      headers: ['value', 'share', 'note'],
      rows: columns.map((column, index) => [index, shares[index] ?? null, index === 1 ? null : `of ${column}`]),
      index: columns,
    }),
  ],
  [
    'line chart',
    fakeChart('Loss', {
      ...{ kind: 'series', style: 'line', horizontal: false, axis: 'round' },
      labels: Array.from({ length: 20 }, (_, index) => String(index)),
      series: ['train', 'validation'].map((label, at) => ({
        label,
        values: Array.from({ length: 20 }, (_, index) => (index === 9 ? null : 9 / (index + 1) + at)),
      })),
    }),
  ],
  ['custom', fakeChart('A picture', { kind: 'image', source: `data:image/png;base64,${dot}` })],
  ['custom', fakeChart('HTML', { kind: 'html', html })],
  [
    'bar chart',
    fakeChart('Nothing', {
      kind: 'empty',
      message: 'There is no column x in output all.',
      remedy: 'Its columns are a, b.',
    }),
  ],
  [
    'predicted against actual',
    fakeChart('Predicted against actual', {
      ...{ kind: 'scatter', xAxis: 'duration', yAxis: 'prediction', line: 'diagonal' },
      marks: { kind: 'cells', width: 2, height: 2, cells: fakeCells },
    }),
  ],
  [
    'residuals against predicted',
    fakeChart('Residuals against predicted', {
      ...{ kind: 'scatter', xAxis: 'prediction', yAxis: 'duration − prediction', line: 'zero' },
      marks: { kind: 'points', points: fakeCells.map(([x, y]) => [y, x - y] as const) },
    }),
  ],
];

export const fakeCharts: readonly OutputChart[] = charts.map(([type, { title }]) => ({
  ...{ uuid: title, name: title, type },
  scripts: false,
}));

export function fakeChartOf(uuid: string): ChartData | null {
  return charts.find(([, { title }]) => title === uuid)?.[1] ?? null;
}
