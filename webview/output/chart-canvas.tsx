import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';
import { formatShort } from '../shared/format';
import { isHighContrast, themeColor, useReducedMotion, useThemeRevision } from '../shared/theme';
import { chartNumber, type ChartPicture } from './chart-picture';

Chart.register(
  ...[
    BarController,
    BarElement,
    LineController,
    LineElement,
    PointElement,
    CategoryScale,
    LinearScale,
    Legend,
    Tooltip,
  ],
);

const seriesColors = ['blue', 'orange', 'green', 'purple', 'red', 'yellow'];

/** Draws on a canvas, in the theme's colours; the text of it is beside, for those who do not see it. */
export function ChartCanvas({ picture, label }: { readonly picture: ChartPicture; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeRevision();
  const still = useReducedMotion();
  useEffect(() => {
    if (canvas.current === null) return;
    const chart = new Chart(canvas.current, chartConfiguration(picture, still));
    return () => chart.destroy();
  }, [picture, theme, still]);
  return (
    <div class="chart-canvas">
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}

function chartConfiguration(picture: ChartPicture, still: boolean): ChartConfiguration<'bar' | 'line'> {
  const ink = themeColor('charts-foreground', 'foreground');
  const muted = themeColor('descriptionForeground', 'foreground');
  const lines = themeColor('widget-border', 'charts-lines');
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  const contrast = isHighContrast();
  const ticks = { color: muted, font, maxRotation: 0, autoSkipPadding: 12 };
  const datasets = picture.series.map((series, index) => {
    const color = themeColor(`charts-${seriesColors[index % seriesColors.length] ?? 'blue'}`, 'charts-blue');
    return {
      label: series.label,
      data: [...series.values],
      backgroundColor: contrast && picture.style === 'bar' ? 'transparent' : color,
      borderColor: color,
      borderWidth: picture.style === 'line' ? 1.5 : contrast ? 1 : 0,
      pointRadius: series.values.length > 60 ? 0 : 2,
      ...(picture.touching ? { categoryPercentage: 1, barPercentage: 0.94 } : {}),
    };
  });
  return {
    type: picture.style,
    data: { labels: [...picture.labels], datasets },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: still ? false : { duration: 200 },
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: {
          ticks,
          grid: { display: false },
          border: { color: lines },
          title: { display: true, text: picture.axis, color: muted, font },
        },
        y: {
          beginAtZero: true,
          ticks: { ...ticks, callback: (value) => formatShort(Number(value)) },
          grid: { color: lines },
          border: { display: false },
        },
      },
      plugins: {
        legend: { display: picture.series.length > 1, labels: { color: ink, font, boxWidth: 10, boxHeight: 10 } },
        tooltip: {
          backgroundColor: themeColor('editorHoverWidget-background', 'editorWidget-background'),
          borderColor: themeColor('editorHoverWidget-border', 'contrastBorder'),
          borderWidth: 1,
          titleColor: themeColor('editorHoverWidget-foreground', 'foreground'),
          bodyColor: themeColor('editorHoverWidget-foreground', 'foreground'),
          titleFont: font,
          bodyFont: font,
          displayColors: picture.series.length > 1,
          callbacks: {
            title: (items) => picture.names[items[0]?.dataIndex ?? 0] ?? '',
            label: (item) => `${item.dataset.label ?? ''}: ${chartNumber(item.parsed.y ?? 0)}`,
          },
        },
      },
    },
  };
}
