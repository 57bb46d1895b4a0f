import type { OutputRef } from '../../../core/protocol/data';
import type { ModelSummary, ModelTable } from '../../../core/protocol/model';
import type { OutputInfo } from '../../../core/protocol/outputs';
import { plainText } from '../../shared/ansi';
import { useRequest } from '../../shared/context';
import { formatCount } from '../../shared/format';
import { FailureBanner } from '../../shared/problems';
import { shownName } from '../../shared/visible-text';
import { ChartTable } from '../charts/chart-tables';
import { contentKey } from '../output-state';
import { PreviewText } from '../preview';
import { ImportanceCard } from './importance-card';
import { TreeCard } from './tree-card';

interface ModelViewProps {
  readonly output: OutputRef;
  readonly info: OutputInfo;
  readonly revision: string;
}

/** An output that is a model: what it is, what counts in it, its trees. One that is not understood is shown as text. */
export function ModelView({ output, info, revision }: ModelViewProps) {
  const { last: summary, result, failure, loading } = useRequest('model', output, contentKey(output, revision));
  const isText = failure !== null || (!loading && result === null);
  if (isText) {
    return (
      <>
        {failure !== null && <FailureBanner failure={failure} />}
        <PreviewText output={output} info={info} revision={revision} />
      </>
    );
  }
  if (summary === null) return <p class="waiting">Reading {shownName(info.name)} …</p>;
  return <Model output={output} revision={revision} summary={summary} />;
}

interface ModelProps {
  readonly output: OutputRef;
  readonly revision: string;
  readonly summary: ModelSummary;
}

function Model({ output, revision, summary }: ModelProps) {
  const { title, facts, importances, trees, tables } = summary;
  const isBooster = trees !== null;
  return (
    <div class="model">
      <section class="model-card model-about" tabIndex={0} aria-label={`About ${shownName(title)}`}>
        <h2>{shownName(title)}</h2>
        <dl class="model-facts">
          {facts.map(({ label, value }) => (
            <div key={label}>
              <dt>{shownName(label)}</dt>
              <dd>{plainText(value)}</dd>
            </div>
          ))}
        </dl>
        {isBooster && tables.map((table) => <Rows key={table.title} table={table} />)}
      </section>
      {importances.length > 0 && <ImportanceCard output={output} revision={revision} kinds={importances} />}
      {trees !== null && <TreeCard output={output} revision={revision} trees={trees} />}
      {!isBooster && tables.map((table) => <Rows key={table.title} table={table} />)}
    </div>
  );
}

/** Coefficients, categories, parameters … */
function Rows({ table }: { readonly table: ModelTable }) {
  const { title, headers, rows, left } = table;
  return (
    <figure class="model-card chart model-table">
      <figcaption>
        <h2>{shownName(title)}</h2>
      </figcaption>
      <ChartTable drawing={{ kind: 'table', headers, rows, index: null }} title={shownName(title)} />
      {left > 0 && <p class="chart-note">and {formatCount(left)} more</p>}
    </figure>
  );
}
