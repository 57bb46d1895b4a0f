import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  Tooltip,
} from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';
import { useReducedMotion, useThemeRevision } from '../../shared/theme';
import type { ChartPicture } from './chart-picture';
import { axesConfiguration } from './axes-configuration';
import { pieConfiguration } from './pie-configuration';

Chart.register(
  ...[ArcElement, BarController, BarElement, LineController, LineElement, PieController, PointElement],
  ...[CategoryScale, LinearScale, Legend, Tooltip],
);

/** Draws on a canvas, in the theme's colours; the text of it is beside, for those who do not see it. */
export function ChartCanvas({ picture, label }: { readonly picture: ChartPicture; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeRevision();
  const still = useReducedMotion();
  useEffect(() => {
    if (canvas.current === null) return;
    const chart = draw(canvas.current, picture, still);
    return () => chart.destroy();
  }, [picture, theme, still]);
  return (
    <div class="chart-canvas">
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, picture: ChartPicture, still: boolean): { destroy(): void } {
  return picture.style === 'pie'
    ? new Chart(canvas, pieConfiguration(picture, still))
    : new Chart(canvas, axesConfiguration(picture, picture.style, still));
}
