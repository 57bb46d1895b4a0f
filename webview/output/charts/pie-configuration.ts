import type { ChartConfiguration } from 'chart.js';
import { isHighContrast, themeColor } from '../../shared/theme';
import { chartInk, seriesColor, tooltipLook } from '../../shared/chart-colors';
import { pictureNumber, type ChartPicture } from './chart-picture';

/** A pie, with its slices named beside it. */
export function pieConfiguration(picture: ChartPicture, still: boolean): ChartConfiguration<'pie', number[], string> {
  const { ink, font } = chartInk();
  const contrast = isHighContrast();
  const values = (picture.series[0]?.values ?? []).map((value) => value ?? 0);
  const colors = values.map((_, index) => seriesColor(index));
  const paper = themeColor('panel-background', 'editor-background');
  return {
    type: 'pie',
    data: {
      labels: [...picture.labels],
      datasets: [
        {
          data: values,
          // in high contrast edges tell slices apart, elsewhere gaps
          backgroundColor: contrast ? 'transparent' : colors,
          borderColor: contrast ? colors : paper,
          borderWidth: contrast ? 2 : 1,
        },
      ],
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: still ? false : { duration: 200 },
      plugins: {
        legend: { position: 'right', labels: { color: ink, font, boxWidth: 10, boxHeight: 10 } },
        tooltip: {
          ...tooltipLook(),
          callbacks: {
            title: (items) => picture.names[items[0]?.dataIndex ?? 0] ?? '',
            label: ({ dataIndex }) => pictureNumber(picture, values[dataIndex] ?? 0, dataIndex),
          },
        },
      },
    },
  };
}
