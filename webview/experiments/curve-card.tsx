import { useState } from 'preact/hooks';
import { ToolButton } from '../shared/controls';
import { formatCount } from '../shared/format';
import { shownName } from '../shared/visible-text';
import { CurveCanvas } from './curve-canvas';
import type { CurveChart } from './curves';
import { experimentLook, valueText } from './words';

/** Rows of the table of all steps. */
const mostRows = 500;

/** The curves of one metric, or their numbers. */
export function CurveCard({ chart, logarithmic }: { readonly chart: CurveChart; readonly logarithmic: boolean }) {
  const [asTable, setAsTable] = useState(false);
  const name = shownName(chart.metric);
  return (
    <figure class="curve" data-metric={chart.metric}>
      <figcaption>
        <h3>{name}</h3>
        <ToolButton
          icon={asTable ? 'graph-line' : 'list-flat'}
          label={asTable ? 'Show as curves' : 'Show as table'}
          name={`${asTable ? 'Show as curves' : 'Show as table'}: ${name}`}
          onClick={() => setAsTable(!asTable)}
        />
      </figcaption>
      {asTable ? <StepsTable chart={chart} /> : <CurveCanvas chart={chart} logarithmic={logarithmic} />}
      <div class={asTable ? 'table-frame' : 'spoken'}>
        <CurveSummary chart={chart} />
      </div>
    </figure>
  );
}

/** What the curves come to, a line for each. */
function CurveSummary({ chart }: { readonly chart: CurveChart }) {
  return (
    <table class="curve-summary">
      <caption class="spoken">{chart.metric}: what the curves come to</caption>
      <thead>
        <tr>
          <th scope="col">Curve</th>
          <th scope="col">State</th>
          <th scope="col">Steps</th>
          <th scope="col">Last</th>
          <th scope="col">Best</th>
          <th scope="col">At step</th>
        </tr>
      </thead>
      <tbody>
        {chart.lines.map(({ id, label, status, curve }) => (
          <tr key={`${id} ${curve.set}`}>
            <th scope="row">{shownName(label)}</th>
            <td>{experimentLook(status).label}</td>
            <td class="steps">{formatCount(curve.count)}</td>
            <td>{valueText(curve.values.at(-1))}</td>
            <td>{valueText(curve.best?.value)}</td>
            <td>{valueText(curve.best?.step)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StepsTable({ chart }: { readonly chart: CurveChart }) {
  const steps = [...new Set(chart.lines.flatMap(({ curve }) => curve.steps))].sort((a, b) => a - b);
  const shown = steps.slice(-mostRows);
  const values = chart.lines.map(
    ({ curve }) => new Map(curve.steps.map((step, at) => [step, curve.values[at] ?? null])),
  );
  return (
    <div class="table-frame steps-table" tabIndex={0} role="region" aria-label={`${chart.metric} at each step`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {chart.lines.map(({ id, label, curve }) => (
              <th key={`${id} ${curve.set}`} scope="col">
                {shownName(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((step) => (
            <tr key={step}>
              <th scope="row">{step}</th>
              {values.map((found, at) => (
                <td key={at}>{valueText(found.get(step) ?? undefined)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
