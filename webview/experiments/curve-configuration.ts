import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { chartInk, seriesColor, tooltipLook } from '../shared/chart-colors';
import { formatShort } from '../shared/format';
import { cutText, shownName } from '../shared/visible-text';
import type { CurveChart } from './curves';

export interface Point {
  readonly x: number;
  readonly y: number | null;
}
type Dataset = ChartDataset<'line', Point[]>;

/** Solid for the first set of rows, then ever shorter dashes: sets are told apart without colours too. */
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
/** Characters of a name in the legend. */
const legendLength = 40;

/** The lines of a chart; what a logarithmic axis cannot show is left out. */
export function curveDatasets({ lines, step }: CurveChart, logarithmic: boolean): Dataset[] {
  return lines.map(({ label, place, dash, curve: { steps, values, count } }) => {
    const color = seriesColor(place);
    return {
      label: cutText(shownName(label), legendLength),
      data: steps.map((x, at) => ({ x, y: drawable(values[at], logarithmic) })),
      borderColor: color,
      backgroundColor: color,
      borderWidth: dash === 0 ? 2 : 1.5,
      borderDash: [...(dashes[dash % dashes.length] ?? [])],
      // one trial does not go on from the one before it
      showLine: step !== 'trial',
      pointRadius: step === 'trial' ? 3 : count > 40 ? 0 : 2,
      pointHitRadius: 8,
    };
  });
}

function drawable(value: unknown, logarithmic: boolean): number | null {
  const number = Number(value);
  return Number.isFinite(number) && (!logarithmic || number > 0) ? number : null;
}

export function curveConfiguration(chart: CurveChart, logarithmic: boolean): ChartConfiguration<'line', Point[]> {
  const { ink, muted, lines, font } = chartInk();
  const ticks = { color: muted, font, maxRotation: 0, autoSkipPadding: 14 };
  return {
    type: 'line',
    data: { datasets: curveDatasets(chart, logarithmic) },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false, // it moves by itself while something is trained
      parsing: false,
      normalized: true,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: {
          type: 'linear',
          ticks: { ...ticks, precision: 0 },
          grid: { display: false },
          border: { color: lines },
          title: { display: true, text: chart.step, color: muted, font },
        },
        y: {
          type: logarithmic ? 'logarithmic' : 'linear',
          ticks: { ...ticks, callback: (value) => formatShort(Number(value)) },
          grid: { color: lines },
          border: { display: false },
        },
      },
      plugins: {
        legend: { display: chart.lines.length > 1, labels: { color: ink, font, boxWidth: 24, boxHeight: 0 } },
        tooltip: {
          ...tooltipLook(),
          callbacks: { title: (items) => (items[0] === undefined ? '' : `${chart.step} ${items[0].parsed.x ?? ''}`) },
        },
      },
    },
  };
}
