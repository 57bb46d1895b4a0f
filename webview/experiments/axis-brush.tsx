import { useRef, useState } from 'preact/hooks';
import { cutText, shownName } from '../shared/visible-text';
import { stepOf, textAt, ticksOf, type Brush, type ParallelAxis } from './parallel-axes';

/** Pixels of the plot and of its margins. */
export const plotBox = { left: 64, right: 64, top: 34, bottom: 14, height: 270 } as const;
const { top, bottom, height } = plotBox;
const length = height - top - bottom;
/** Pixels beside an axis that belong to it. */
const reach = 14;
/** Pixels below which a drag is a click. */
const smallest = 4;
/** Characters of a name or a label. */
const nameLength = 18;
const labelLength = 12;

interface AxisBrushProps {
  readonly axis: ParallelAxis;
  readonly x: number;
  readonly brush: Brush | null;
  /** Null lets go. */
  readonly onBrush: (brush: Brush | null) => void;
}

/** An axis with what is chosen on it: dragged with the pointer, or its two ends moved with keys. */
export function AxisBrush({ axis, x, brush, onBrush }: AxisBrushProps) {
  const group = useRef<SVGGElement>(null);
  const [from, setFrom] = useState<number | null>(null);
  const [low, high] = brush ?? [0, 1];
  const yOf = (position: number) => height - bottom - position * length;
  const positionAt = (event: PointerEvent) => {
    const box = group.current?.ownerSVGElement?.getBoundingClientRect();
    const y = event.clientY - (box?.top ?? 0);
    return Math.min(1, Math.max(0, (height - bottom - y) / length));
  };
  const drag = (event: PointerEvent) => {
    if (from === null) return;
    const to = positionAt(event);
    onBrush(Math.abs(to - from) * length < smallest ? null : [Math.min(from, to), Math.max(from, to)]);
  };
  const move = (end: 0 | 1, event: KeyboardEvent) => {
    const step = stepOf(axis);
    const moved = moveOf(event.key, step, end === 0 ? low : high);
    if (moved === null) {
      if (event.key === 'Escape' || event.key === 'Delete') onBrush(null);
      return;
    }
    event.preventDefault();
    const next: Brush = end === 0 ? [Math.min(moved, high), high] : [low, Math.max(moved, low)];
    onBrush(next[0] <= 0 && next[1] >= 1 ? null : next);
  };
  const name = shownName(axis.name);
  return (
    <g ref={group} class="parallel-axis" transform={`translate(${x} 0)`} role="group" aria-label={name}>
      <line y1={yOf(0)} y2={yOf(1)} />
      <text class="parallel-name" y={14} text-anchor="middle">
        <title>{name}</title>
        {cutText(name, nameLength)}
      </text>
      {ticksOf(axis).map((position) => (
        <text key={position} class="parallel-tick" x={-6} y={yOf(position)} dy="0.32em" text-anchor="end">
          {cutText(shownName(textAt(axis, position)), labelLength)}
        </text>
      ))}
      {brush !== null && (
        <rect class="parallel-brush" x={-7} width={14} y={yOf(high)} height={Math.max(2, yOf(low) - yOf(high))} />
      )}
      <rect
        class="parallel-reach"
        x={-reach}
        width={2 * reach}
        y={top - 6}
        height={length + 12}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setFrom(positionAt(event));
          event.preventDefault();
        }}
        onPointerMove={drag}
        onPointerUp={(event) => {
          drag(event);
          setFrom(null);
        }}
        onPointerCancel={() => setFrom(null)}
      />
      {([0, 1] as const).map((end) => {
        const position = end === 0 ? low : high;
        return (
          <path
            key={end}
            class="parallel-end"
            d={end === 0 ? 'M-6 7 L6 7 L0 0 Z' : 'M-6 -7 L6 -7 L0 0 Z'}
            transform={`translate(0 ${yOf(position)})`}
            tabindex={0} // as SVG spells it
            role="slider"
            aria-orientation="vertical"
            aria-label={`${name} ${end === 0 ? 'from' : 'to'}`}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(position * 100)}
            aria-valuetext={textAt(axis, position)}
            onKeyDown={(event) => move(end, event)}
          />
        );
      })}
    </g>
  );
}

/** Where a key moves the end of a brush; null for other keys. */
function moveOf(key: string, step: number, position: number): number | null {
  const within = (value: number) => Math.min(1, Math.max(0, value));
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return within(position + step);
    case 'ArrowDown':
    case 'ArrowLeft':
      return within(position - step);
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return null;
  }
}
