import {
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';
import { useThemeRevision } from '../shared/theme';
import { curveConfiguration, curveDatasets, type Point } from './curve-configuration';
import type { CurveChart } from './curves';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Legend, Tooltip);

interface CurveCanvasProps {
  readonly chart: CurveChart;
  readonly logarithmic: boolean;
}

/** Draws on a canvas; what comes while something is trained moves the lines on. The text of it is beside. */
export function CurveCanvas({ chart, logarithmic }: CurveCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<Chart<'line', Point[]> | null>(null);
  const theme = useThemeRevision();
  useEffect(() => {
    if (canvas.current === null) return;
    const made = new Chart(canvas.current, curveConfiguration(chart, logarithmic));
    drawn.current = made;
    return () => {
      drawn.current = null;
      made.destroy();
    };
    // the lines themselves are brought up to date below, without a new chart
  }, [theme, logarithmic]);
  useEffect(() => {
    const known = drawn.current;
    if (known === null) return;
    const next = curveDatasets(chart, logarithmic);
    // the datasets that stay keep whether the legend has hidden them
    next.forEach((dataset, at) => {
      const old = known.data.datasets[at];
      if (old !== undefined && old.label === dataset.label) Object.assign(old, dataset);
      else known.data.datasets[at] = dataset;
    });
    known.data.datasets.length = next.length;
    known.update('none');
  }, [chart, logarithmic]);
  return (
    <div class="curve-canvas">
      <canvas ref={canvas} role="img" aria-label={`${chart.metric} at each step. What it shows follows as a table.`} />
    </div>
  );
}
