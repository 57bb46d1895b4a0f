import type { ColumnProfile, OutputRef } from '../../core/protocol/data';
import type { Histogram } from '../../core/protocol/histogram';
import type { ColumnInfo } from '../../core/protocol/outputs';
import { useRequest } from '../shared/context';
import { formatCount, formatShare, formatShort } from '../shared/format';
import { SeverityIcon } from '../shared/problems';
import { shownName, visibleText } from '../shared/visible-text';
import { shownText } from './cell-text';
import { columnIcon, summaryKind } from './column-type';
import { histogramEnds } from './histogram-bars';
import { HistogramDrawing } from './histogram-drawing';
import { Popover } from './popover';
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
  const failure = profile.failure ?? histogram.failure;
  const name = shownName(column.name);
  return (
    <Popover
      label={`Profile of ${name}`}
      icon={columnIcon(column.type)}
      title={name}
      note={shownName(column.type)}
      left={left}
      onClose={onClose}
    >
      {failure !== null && (
        <p>
          <SeverityIcon severity="error" /> {failure.message}
        </p>
      )}
      {profile.loading && <p class="muted">Reading the column …</p>}
      <div class="popover-columns">
        {profile.result !== null && <Facts profile={profile.result} />}
        <div>
          {histogram.result !== null && <Spread histogram={histogram.result} />}
          {profile.result !== null && <TopValues profile={profile.result} />}
        </div>
      </div>
    </Popover>
  );
}

function Facts({ profile }: { readonly profile: ColumnProfile }) {
  return (
    <dl class="facts">
      {profileFacts(profile).map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={text}>{text}</dd>
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
        {topValues.map((top, index) => (
          <tr key={index}>
            <td class="words" title={visibleText(top.value)}>
              {top.value === '' ? <i class="muted">empty</i> : shownText(top.value)}
            </td>
            <td>{formatCount(top.count)}</td>
            <td class="muted">{formatShare(top.count, rows)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
