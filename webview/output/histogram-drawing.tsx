import type { Histogram } from '../../core/protocol/histogram';
import { histogramBars } from './histogram-bars';

interface HistogramDrawingProps {
  readonly histogram: Histogram;
  readonly width: number;
  readonly height: number;
  /** Bars say their bucket and count in a tooltip. */
  readonly told?: boolean;
}

export function HistogramDrawing({ histogram, width, height, told = false }: HistogramDrawingProps) {
  const room = Math.max(1, Math.floor(width));
  return (
    <svg class="histogram" width={room} height={height} aria-hidden="true">
      {histogramBars(histogram, room, height).map((bar, index) => (
        <g key={index}>
          <rect class="histogram-bar" x={bar.x} y={bar.y} width={bar.width} height={bar.height} />
          {told && (
            <rect class="histogram-hit" x={bar.x} y={0} width={bar.width} height={height}>
              <title>{bar.text}</title>
            </rect>
          )}
        </g>
      ))}
    </svg>
  );
}
