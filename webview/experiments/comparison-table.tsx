import { compareExperiments } from '../../core/protocol/compare-experiments';
import type { ExperimentDetails } from '../../core/protocol/experiment-view';
import { formatCount } from '../shared/format';
import { shownName } from '../shared/visible-text';
import { shortName } from './curves';
import { Status } from './status-cell';
import { durationText, valueText } from './words';

/** Trainings side by side: the parameters that differ, and the scores with the best marked. */
export function ComparisonTable({ chosen }: { readonly chosen: readonly ExperimentDetails[] }) {
  const states = chosen.map(({ state }) => state);
  const { parameters, metrics, sameData } = compareExperiments(states);
  return (
    <section class="comparison" aria-label="Comparison">
      <h3>Comparison</h3>
      <div class="table-frame" tabIndex={0} role="region" aria-label="Comparison of the chosen trainings">
        <table>
          <thead>
            <tr>
              <th scope="col" aria-label="What is compared" />
              {chosen.map(({ state }, place) => (
                <th key={state.id} scope="col" title={state.id}>
                  {shownName(shortName(chosen, place))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Line title="trained" cells={states.map(({ estimator }) => shownName(estimator))} />
            <tr>
              <th scope="row">state</th>
              {states.map(({ id, status }) => (
                <td key={id}>
                  <Status status={status} />
                </td>
              ))}
            </tr>
            <Line title="took" cells={states.map(({ seconds }) => durationText(seconds))} />
            <Line title="rows × features" cells={states.map(({ data }) => (data === null ? '' : sizeText(data)))} />
          </tbody>
          {parameters.length > 0 && (
            <tbody>
              <Group title="Parameters that differ" columns={states.length} />
              {parameters.map((name) => (
                <Line
                  key={name}
                  title={name}
                  cells={states.map((state) => shownName(valueText(state.parameters[name])))}
                />
              ))}
            </tbody>
          )}
          {metrics.length > 0 && (
            <tbody>
              <Group title="Scores" columns={states.length} />
              {metrics.map(({ metric, values, best }) => (
                <tr key={metric} data-metric={metric}>
                  <th scope="row">{shownName(metric)}</th>
                  {values.map((value, at) => (
                    <td key={at} class={best.includes(at) ? 'best' : ''}>
                      {valueText(value ?? undefined)}
                      {best.includes(at) && <span title="The best"> ★</span>}
                      {best.includes(at) && <span class="spoken"> the best</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          )}
        </table>
      </div>
      {sameData === false && <p class="muted">They were not trained on the same data.</p>}
      {parameters.length === 0 && <p class="muted">All have the same parameters.</p>}
    </section>
  );
}

function Group({ title, columns }: { readonly title: string; readonly columns: number }) {
  return (
    <tr>
      <th scope="rowgroup" class="group" colSpan={columns + 1}>
        {title}
      </th>
    </tr>
  );
}

function Line({ title, cells }: { readonly title: string; readonly cells: readonly string[] }) {
  return (
    <tr>
      <th scope="row">{shownName(title)}</th>
      {cells.map((cell, at) => (
        <td key={at}>{cell}</td>
      ))}
    </tr>
  );
}

function sizeText({ rows, columns }: { readonly rows: number; readonly columns: number }): string {
  return `${formatCount(rows)} × ${formatCount(columns)}`;
}
