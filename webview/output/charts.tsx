import { useMemo, useState } from 'preact/hooks';
import type { ChartData } from '../../core/protocol/data';
import type { OutputChart } from '../../core/protocol/webview';
import { useRequest } from '../shared/context';
import { LocationLink, SeverityIcon } from '../shared/problems';
import { ToolButton } from '../shared/controls';
import { shownName } from '../shared/visible-text';
import { ChartCanvas } from './chart-canvas';
import type { ShownSubject } from './children/child-subject';
import { chartNumber, chartPicture, type ChartPicture } from './chart-picture';

export function Charts({ subject, revision }: { readonly subject: ShownSubject; readonly revision: string }) {
  return (
    <div class="charts">
      {subject.charts.map((chart) => (
        <ChartCard key={chart.uuid} chart={chart} subject={subject} revision={revision} />
      ))}
    </div>
  );
}

interface ChartCardProps {
  readonly chart: OutputChart;
  readonly subject: ShownSubject;
  readonly revision: string;
}

function ChartCard({ chart, subject, revision }: ChartCardProps) {
  const { project, pipeline, block, run, child } = subject;
  const drawn = child?.index == null ? {} : { child: { block, index: child.index } };
  const query = { project, pipeline, chart: chart.uuid, run, ...drawn };
  const { last: result, failure, loading } = useRequest('chart', query, JSON.stringify([query, revision]));
  const [asTable, setAsTable] = useState(false);
  const title = shownName(result === null || result.title === '' ? chart.name : result.title);
  return (
    <figure class="chart" data-chart={chart.uuid}>
      <figcaption>
        <h2>{title}</h2>
        <ToolButton
          icon={asTable ? 'graph' : 'list-flat'}
          label={asTable ? 'Show as chart' : 'Show as table'}
          onClick={() => setAsTable(!asTable)}
        />
      </figcaption>
      {loading && result === null && <p class="waiting">Drawing …</p>}
      {failure !== null && (
        <p class="chart-failure">
          <SeverityIcon severity={failure.severity} /> {failure.message} {failure.remedy}{' '}
          <LocationLink problem={failure} label="Open line" />
        </p>
      )}
      {result !== null && <Drawing data={result} title={title} asTable={asTable} />}
    </figure>
  );
}

interface DrawingProps {
  readonly data: ChartData;
  readonly title: string;
  readonly asTable: boolean;
}

function Drawing({ data, title, asTable }: DrawingProps) {
  const picture = useMemo(() => chartPicture(data), [data]);
  if (picture.labels.length === 0) return <p class="waiting">No values to draw</p>;
  return (
    <>
      {!asTable && <ChartCanvas picture={picture} label={`${title}. The values follow as a table.`} />}
      <div class={asTable ? 'chart-table' : 'spoken'} tabIndex={asTable ? 0 : -1}>
        <ChartTable picture={picture} title={title} />
      </div>
    </>
  );
}

function ChartTable({ picture, title }: { readonly picture: ChartPicture; readonly title: string }) {
  return (
    <table>
      <caption class="spoken">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{picture.axis}</th>
          {picture.series.map((series) => (
            <th key={series.label} scope="col">
              {series.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {picture.names.map((name, index) => (
          <tr key={index}>
            <th scope="row">{name}</th>
            {picture.series.map((series) => (
              <td key={series.label}>{chartNumber(series.values[index] ?? 0)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
