import { useEffect, useRef, useState } from 'preact/hooks';
import { shownName } from '../shared/visible-text';
import { AxisBrush, plotBox } from './axis-brush';
import { positionOf, type Brushes, type ParallelAxis } from './parallel-axes';
import type { Trial } from './trials';

/** Pixels between two axes at least; more axes are scrolled. */
const closest = 110;

interface ParallelPlotProps {
  readonly axes: readonly ParallelAxis[];
  readonly trials: readonly Trial[];
  /** Of each trial, from 0 for the best to 1; null without a score. */
  readonly ranks: readonly (number | null)[];
  /** Id of the best trial. */
  readonly best: string | null;
  /** Of each trial, whether it is within the brushes. */
  readonly within: readonly boolean[];
  readonly brushes: Brushes;
  readonly onBrush: (brushes: Brushes) => void;
}

/** Parallel coordinates (Inselberg 1985): an axis for each parameter, a line for each trial, coloured by its score. */
export function ParallelPlot({ axes, trials, ranks, best, within, brushes, onBrush }: ParallelPlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const room = useWidth(frame);
  const { left, right, top, bottom, height } = plotBox;
  const width = Math.max(room, left + right + closest * (axes.length - 1));
  const xOf = (at: number) => left + (at * (width - left - right)) / Math.max(1, axes.length - 1);
  const yOf = (position: number) => height - bottom - position * (height - top - bottom);
  // those that count are drawn last, and the best on top of them
  const order = trials
    .map((trial, at) => ({ trial, at, rank: ranks[at] ?? null, isWithin: within[at] === true }))
    .sort((a, b) => Number(a.isWithin) - Number(b.isWithin) || (b.rank ?? 2) - (a.rank ?? 2));
  return (
    <div class="parallel" ref={frame}>
      <svg
        width={width}
        height={height}
        role="group"
        aria-label="Parallel coordinates of the trials; the table below has their numbers. Each axis has a lower and an upper end that arrow keys move."
      >
        <g class="parallel-lines" aria-hidden="true">
          {order.map(({ trial, rank, isWithin }) => (
            <path
              key={trial.part.id}
              d={pathOf(
                axes.map((axis, at) => [xOf(at), positionOf(axis, trial)]),
                yOf,
              )}
              class={lineClass(rank, isWithin, trial.part.id === best)}
              data-trial={trial.number}
              style={{ '--rank': `${Math.round((rank ?? 1) * 100)}%` }}
            />
          ))}
        </g>
        {axes.map((axis, at) => (
          <AxisBrush
            key={axis.name}
            axis={axis}
            x={xOf(at)}
            brush={brushes[axis.name] ?? null}
            onBrush={(brush) => {
              const { [axis.name]: _old, ...others } = brushes;
              onBrush(brush === null ? others : { ...others, [axis.name]: brush });
            }}
          />
        ))}
      </svg>
      <p class="parallel-legend muted">
        <span>best</span>
        <span class="parallel-scale" aria-hidden="true" />
        <span>worst</span>
        <span>Drag along an axis to choose a part of it; a click beside lets go.</span>
        <span class="spoken">{axes.map(({ name }) => shownName(name)).join(', ')}</span>
      </p>
    </div>
  );
}

function lineClass(rank: number | null, isWithin: boolean, isBest: boolean): string {
  if (!isWithin) return 'outside';
  return rank === null ? 'unscored' : isBest ? 'best' : '';
}

/** A line through the axes that a trial crosses; where it has no value the line is interrupted. */
function pathOf(points: readonly (readonly [number, number | null])[], yOf: (position: number) => number): string {
  let pen = false;
  return points
    .map(([x, position]) => {
      if (position === null) {
        pen = false;
        return '';
      }
      const command = pen ? 'L' : 'M';
      pen = true;
      return `${command}${x.toFixed(1)} ${yOf(position).toFixed(1)}`;
    })
    .join('');
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
