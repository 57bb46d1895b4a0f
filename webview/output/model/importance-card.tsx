import { useState } from 'preact/hooks';
import type { OutputRef } from '../../../core/protocol/data';
import type { ImportanceKind, ModelImportances } from '../../../core/protocol/model';
import { useRequest } from '../../shared/context';
import { countOf } from '../../shared/format';
import { FailureBanner } from '../../shared/problems';
import { shownName } from '../../shared/visible-text';
import { chartNumber } from '../charts/chart-picture';
import { contentKey } from '../output-state';
import { importanceNames, restText } from './importance-words';

interface ImportanceCardProps {
  readonly output: OutputRef;
  readonly revision: string;
  readonly kinds: readonly ImportanceKind[];
}

/** How many features may be listed. */
const choices = [20, 50, 200, 1000];

/** The most important features as bars: rows of a table, so that everybody can read them. */
export function ImportanceCard({ output, revision, kinds }: ImportanceCardProps) {
  const [kind, setKind] = useState<ImportanceKind>(kinds[0] ?? 'gain');
  const [most, setMost] = useState(choices[0] ?? 20);
  const key = JSON.stringify([contentKey(output, revision), kind, most]);
  const { last: found, failure, loading } = useRequest('importances', { ...output, kind, most }, key);
  return (
    <figure class="model-card chart" aria-busy={loading} data-card="importance">
      <figcaption>
        <h2>Importance</h2>
        <label>
          <span class="spoken">What counts</span>
          <select value={kind} onChange={({ currentTarget }) => setKind(kinds[currentTarget.selectedIndex] ?? 'gain')}>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {importanceNames[each]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="spoken">Features listed</span>
          <select value={most} onChange={({ currentTarget }) => setMost(choices[currentTarget.selectedIndex] ?? 20)}>
            {choices.map((each) => (
              <option key={each} value={each}>
                top {each}
              </option>
            ))}
          </select>
        </label>
      </figcaption>
      {failure !== null && <FailureBanner failure={failure} />}
      {found === null ? failure === null && <p class="waiting">Computing …</p> : <Bars found={found} />}
    </figure>
  );
}

function Bars({ found }: { readonly found: ModelImportances }) {
  const { bars, rest, unused, kind } = found;
  const greatest = bars.reduce((most, { value }) => Math.max(most, value), Number.MIN_VALUE);
  if (bars.length === 0) return <p class="waiting">No tree asks about a feature.</p>;
  return (
    <div class="chart-table importances" tabIndex={0} role="region" aria-label={`Importance by ${kind}`}>
      <table>
        <caption class="spoken">Importance by {importanceNames[kind]}</caption>
        <colgroup>
          <col class="importance-feature" />
          <col class="importance-number" />
          <col />
        </colgroup>
        <thead class="spoken">
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">{importanceNames[kind]}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ feature, value, splits }) => (
            <tr key={feature} title={`${shownName(feature)}: ${chartNumber(value)}, ${countOf(splits, 'split')}`}>
              <th scope="row" class="words">
                {shownName(feature)}
              </th>
              <td>{chartNumber(value)}</td>
              <td class="importance-space" aria-hidden="true">
                <span
                  class="importance-bar"
                  style={{ width: `${((Math.max(0, value) / greatest) * 100).toFixed(2)}%` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {(rest.features > 0 || unused > 0) && <p class="chart-note">{restText(found)}</p>}
    </div>
  );
}
