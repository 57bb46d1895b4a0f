import { px } from '../shared/px';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ColumnProfile, Histogram, OutputRef } from '../../core/protocol/data';
import type { ColumnInfo } from '../../core/protocol/outputs';
import { useRequest } from '../shared/context';
import { Icon } from '../shared/controls';
import { formatCount, formatShare, formatShort } from '../shared/format';
import { columnIcon, summaryKind } from './column-type';
import { histogramEnds } from './histogram-bars';
import { HistogramDrawing } from './histogram-drawing';
import { profileFacts } from './profile-facts';

interface ProfilePopoverProps {
  readonly output: OutputRef;
  readonly content: string;
  readonly column: ColumnInfo;
  /** Where the column begins, in pixels from the left of the frame. */
  readonly left: number;
  readonly onClose: () => void;
}

const drawnWidth = 232;

/** What is known of a column: counts, spread, commonest values, distribution. Escape or a click elsewhere closes it. */
export function ProfilePopover({ output, content, column, left, onClose }: ProfilePopoverProps) {
  const query = { ...output, column: column.name, filters: [] };
  const key = JSON.stringify([content, column.name]);
  const profile = useRequest('profile', query, key);
  const hasHistogram = summaryKind(column.type) === 'histogram';
  const histogram = useRequest('histogram', hasHistogram ? { ...query, buckets: 40 } : null, key);
  const box = useRef<HTMLDivElement>(null);
  const shift = useShift(box, left);
  useClosing(box, onClose);
  const failure = profile.failure ?? histogram.failure;
  return (
    <div
      ref={box}
      class="popover"
      role="dialog"
      aria-label={`Profile of ${column.name}`}
      tabIndex={-1}
      style={{ left: px(shift) }}
    >
      <header>
        <Icon name={columnIcon(column.type)} />
        <h2>{column.name}</h2>
        <span class="muted">{column.type}</span>
        <button type="button" class="tool" title="Close (Escape)" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {failure !== null && <p class="tone-bad">{failure.message}</p>}
      {profile.loading && <p class="muted">Reading the column …</p>}
      <div class="popover-columns">
        {profile.result !== null && <Facts profile={profile.result} />}
        <div>
          {histogram.result !== null && <Spread histogram={histogram.result} />}
          {profile.result !== null && <TopValues profile={profile.result} />}
        </div>
      </div>
    </div>
  );
}

function Facts({ profile }: { readonly profile: ColumnProfile }) {
  return (
    <dl class="facts">
      {profileFacts(profile).map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Spread({ histogram }: { readonly histogram: Histogram }) {
  const ends = histogramEnds(histogram);
  const most = Math.max(0, ...histogram.buckets.map((bucket) => bucket.count));
  return (
    <figure class="spread" aria-label={`Histogram, highest bucket ${formatCount(most)} rows`}>
      <HistogramDrawing histogram={histogram} width={drawnWidth} height={72} told />
      {ends !== null && (
        <figcaption>
          <span>{ends[0]}</span>
          <span class="muted">max {formatShort(most)}</span>
          <span>{ends[1]}</span>
        </figcaption>
      )}
    </figure>
  );
}

function TopValues({ profile }: { readonly profile: ColumnProfile }) {
  const { topValues, rows } = profile;
  if (topValues.length === 0 || topValues[0]?.count === 1) return null;
  return (
    <table class="top-values">
      <caption>Commonest values</caption>
      <tbody>
        {topValues.map((top) => (
          <tr key={top.value}>
            <td class="words" title={top.value}>
              {top.value === '' ? <i class="muted">empty</i> : top.value}
            </td>
            <td>{formatCount(top.count)}</td>
            <td class="muted">{formatShare(top.count, rows)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Keeps the popover within the frame. */
function useShift(box: { readonly current: HTMLElement | null }, left: number): number {
  const [shift, setShift] = useState(Math.max(4, left));
  useLayoutEffect(() => {
    const element = box.current;
    const frame = element?.parentElement;
    if (element === null || frame === null || frame === undefined) return;
    setShift(Math.max(4, Math.min(left, frame.clientWidth - element.offsetWidth - 8)));
  });
  return shift;
}

function useClosing(box: { readonly current: HTMLElement | null }, onClose: () => void): void {
  useEffect(() => {
    box.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) onClose();
    };
    addEventListener('keydown', onKey);
    addEventListener('pointerdown', onPointer);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('pointerdown', onPointer);
    };
  }, [box, onClose]);
}
