import { useMemo, useState } from 'preact/hooks';
import type { ExperimentDetails } from '../../core/protocol/experiment-view';
import { isGreaterBetter } from '../../core/protocol/metric-direction';
import { ToolButton } from '../shared/controls';
import { countOf } from '../shared/format';
import { shownName } from '../shared/visible-text';
import { isWithin, parallelAxes, ranksOf, type Brushes } from './parallel-axes';
import { ParallelPlot } from './parallel-plot';
import { TrialList } from './trial-list';
import { trialTable, type TrialTable } from './trials';
import { titleOf } from './words';

interface PartsProps {
  readonly of: ExperimentDetails;
  readonly chosen: readonly ExperimentDetails[];
  readonly onChoose: (id: string, together: boolean) => void;
}

/** The trials of a search as a plot and a table, or the parts of anything else as a table. */
export function Parts({ of, chosen, onChoose }: PartsProps) {
  const [brushes, setBrushes] = useState<Brushes>({});
  const table = useMemo(() => trialTable(of), [of]);
  const axes = useMemo(
    () => (table.isSearch ? parallelAxes(table, of.state.parameters['space']) : []),
    [table, of.state],
  );
  const { trials, scores, isSearch } = table;
  const score = scores[0] ?? '';
  // an objective is as small as it can be, whatever it is called
  const ranks = useMemo(() => ranksOf(trials, score, !isSearch && isGreaterBetter(score)), [trials, score, isSearch]);
  const within = useMemo(() => trials.map((trial) => isWithin(axes, brushes, trial)), [trials, axes, brushes]);
  const best = bestOf(table, ranks, of.state.best);
  const count = within.filter(Boolean).length;
  const what = isSearch ? 'trial' : 'part';
  const title = chosen.length === 1 ? '' : ` of ${shownName(titleOf(of.state))}`;
  const filtered = Object.keys(brushes).length > 0;
  return (
    <section class="parts" aria-label={`${isSearch ? 'Trials' : 'Parts'}${title}`}>
      <div class="parts-head">
        <h3>
          {isSearch ? 'Trials' : 'Parts'}
          {title}
        </h3>
        <span class="muted" role="status">
          {filtered ? `${count} of ${countOf(trials.length, what)}` : countOf(trials.length, what)}
        </span>
        {filtered && <ToolButton icon="clear-all" worded label="Show all" onClick={() => setBrushes({})} />}
      </div>
      {axes.length > 1 && trials.length > 1 && (
        <ParallelPlot
          axes={axes}
          trials={trials}
          ranks={ranks}
          best={best}
          within={within}
          brushes={brushes}
          onBrush={setBrushes}
        />
      )}
      <TrialList
        table={{ ...table, trials: trials.filter((_, at) => within[at] === true) }}
        best={best}
        chosen={chosen.map(({ state }) => state.id)}
        onChoose={onChoose}
      />
    </section>
  );
}

/** Id of the best: the one that the search took, or so far the best of those that were completed. */
function bestOf({ trials }: TrialTable, ranks: readonly (number | null)[], taken: number | null): string | null {
  if (taken !== null) return trials.find(({ number }) => number === taken)?.part.id ?? null;
  const ranked = trials.map(({ part }, at) => ({ part, rank: ranks[at] ?? null }));
  const completed = ranked.filter(({ part, rank }) => part.status === 'completed' && rank !== null);
  return completed.sort((a, b) => (a.rank ?? 1) - (b.rank ?? 1))[0]?.part.id ?? null;
}
