import { useMemo, useState } from 'preact/hooks';
import type { ChartData } from '../../../core/protocol/charts';
import type { Failure } from '../../../core/protocol/problem';
import type { OutputChart } from '../../../core/protocol/webview';
import { plainText } from '../../shared/ansi';
import { useRequest } from '../../shared/context';
import { ToolButton } from '../../shared/controls';
import { LocationLink, SeverityIcon } from '../../shared/problems';
import { px } from '../../shared/px';
import { shownName } from '../../shared/visible-text';
import type { ShownSubject } from '../children/child-subject';
import { ChartCanvas } from './chart-canvas';
import { ChartFrame } from './chart-frame';
import { chartPicture, type ChartPicture } from './chart-picture';
import { ChartTable, PictureTable } from './chart-tables';
import { Scatter } from './scatter';

interface ChartCardProps {
  readonly chart: OutputChart;
  readonly subject: ShownSubject;
  readonly revision: string;
  readonly trusted: boolean;
}

/** Pixels that a chart may ask for. */
const mostHeight = 1200;

/** One chart: what it draws, what its code has printed, what is wrong with it. */
export function ChartCard({ chart, subject, revision, trusted }: ChartCardProps) {
  const { project, pipeline, block, run, child } = subject;
  const drawn = child?.index == null ? {} : { child: { block, index: child.index } };
  const query = { project, pipeline, chart: chart.uuid, run, ...drawn };
  const [again, setAgain] = useState(0);
  const key = JSON.stringify([query, revision, trusted, again]);
  const { last: result, failure, loading } = useRequest('chart', query, key);
  const [asTable, setAsTable] = useState(false);
  const picture = useMemo(() => (result === null ? null : chartPicture(result)), [result]);
  const title = shownName(result === null || result.title === '' ? chart.name : result.title);
  const isDrawn = picture !== null || result?.drawing.kind === 'scatter';
  const height = isDrawn ? (result?.look.height ?? null) : null;
  return (
    <figure
      class="chart"
      data-chart={chart.uuid}
      aria-busy={loading}
      {...(height === null ? {} : { style: { minHeight: px(Math.min(mostHeight, height)), maxHeight: 'none' } })}
    >
      <figcaption>
        <h2>{title}</h2>
        {isDrawn && (
          <ToolButton
            icon={asTable ? 'graph' : 'list-flat'}
            label={asTable ? 'Show as chart' : 'Show as table'}
            onClick={() => setAsTable(!asTable)}
          />
        )}
        <ToolButton icon="refresh" label="Draw again" onClick={() => setAgain(again + 1)} />
      </figcaption>
      {loading && result === null && <p class="waiting">Drawing …</p>}
      {failure !== null && <ChartFailure failure={failure} />}
      {result !== null && (
        <>
          <Drawing
            data={result}
            picture={picture}
            title={title}
            asTable={asTable}
            chart={chart}
            subject={subject}
            trusted={trusted}
          />
          {result.notes.map((note) => (
            <p key={note} class="chart-note">
              {plainText(note)}
            </p>
          ))}
          {result.printed.trim() !== '' && (
            <details class="chart-printed">
              <summary>Printed by its code</summary>
              <pre tabIndex={0}>{plainText(result.printed)}</pre>
            </details>
          )}
        </>
      )}
    </figure>
  );
}

function ChartFailure({ failure }: { readonly failure: Failure }) {
  return (
    <div class="chart-failure" role="alert">
      <SeverityIcon severity={failure.severity} /> {plainText(failure.message)} {failure.remedy}{' '}
      <LocationLink problem={failure} label="Open line" />
      {failure.detail !== undefined && (
        <details class="chart-printed">
          <summary>Details</summary>
          <pre tabIndex={0}>{plainText(failure.detail)}</pre>
        </details>
      )}
    </div>
  );
}

interface DrawingProps {
  readonly data: ChartData;
  readonly picture: ChartPicture | null;
  readonly title: string;
  readonly asTable: boolean;
  readonly chart: OutputChart;
  readonly subject: ShownSubject;
  readonly trusted: boolean;
}

function Drawing({ data: { drawing, look }, picture, title, asTable, chart, subject, trusted }: DrawingProps) {
  if (picture !== null) {
    if (picture.labels.length === 0) return <p class="waiting">No values to draw</p>;
    return (
      <>
        {!asTable && <ChartCanvas picture={picture} label={`${title}. The values follow as a table.`} />}
        <div class={asTable ? 'chart-table' : 'spoken'} tabIndex={asTable ? 0 : -1}>
          <PictureTable picture={picture} title={title} />
        </div>
      </>
    );
  }
  switch (drawing.kind) {
    case 'scatter':
      return <Scatter drawing={drawing} look={look} title={title} asTable={asTable} />;
    case 'table':
      return <ChartTable drawing={drawing} title={title} />;
    case 'image':
      return (
        <div class="chart-image" tabIndex={0}>
          <img src={drawing.source} alt={`${title}: a picture that the chart's code has drawn`} />
        </div>
      );
    case 'html': {
      const of = { project: subject.project, pipeline: subject.pipeline, chart: chart.uuid };
      return <ChartFrame html={drawing.html} title={title} of={of} scripts={chart.scripts} trusted={trusted} />;
    }
    case 'empty':
      return (
        <p class="waiting">
          No data. {drawing.message} {drawing.remedy}
        </p>
      );
    case 'histogram':
    case 'time_series':
    case 'series':
    case 'pie':
      return null;
  }
}
