import type { ExperimentDetails } from '../../core/protocol/experiment-view';
import { ToolButton } from '../shared/controls';
import { shownName } from '../shared/visible-text';
import { ComparisonTable } from './comparison-table';
import { CurveCard } from './curve-card';
import { curveCharts, shortName } from './curves';
import { Facts, type FactActions } from './facts';
import { Parts } from './parts';
import { Status, Took } from './status-cell';
import { titleOf } from './words';

interface DetailsProps extends FactActions {
  readonly chosen: readonly ExperimentDetails[];
  readonly logarithmic: boolean;
  readonly onLogarithmic: (logarithmic: boolean) => void;
}

/** Those that are chosen: their curves, what tells them apart, everything about them. */
export function Details({ chosen, logarithmic, onLogarithmic, onChoose, act }: DetailsProps) {
  const [first] = chosen;
  if (first === undefined) return <p class="waiting">Choose a training to see its curves.</p>;
  const charts = curveCharts(chosen);
  const alone = chosen.length === 1;
  return (
    <div class="details" tabIndex={0} role="region" aria-label="Chosen trainings">
      <div class="details-head">
        <h2>{alone ? shownName(`${first.state.estimator} ${titleOf(first.state)}`) : `${chosen.length} trainings`}</h2>
        {alone && (
          <>
            <Status status={first.state.status} />
            <span class="muted">
              <Took {...first.state} />
            </span>
          </>
        )}
        <span class="stretch" />
        {charts.length > 0 && (
          <ToolButton
            worded
            icon={logarithmic ? 'check' : 'symbol-ruler'}
            label="Logarithmic scale"
            name={logarithmic ? 'Logarithmic scale, on' : 'Logarithmic scale, off'}
            onClick={() => onLogarithmic(!logarithmic)}
          />
        )}
      </div>
      {charts.length > 0 && (
        <div class="curves">
          {charts.map((chart) => (
            <CurveCard key={chart.metric} chart={chart} logarithmic={logarithmic} />
          ))}
        </div>
      )}
      {!alone && <ComparisonTable chosen={chosen} />}
      {chosen.map((one, place) => (
        <div key={one.state.id} class="details-one">
          {one.parts.length > 0 && <Parts of={one} chosen={chosen} onChoose={onChoose} />}
          {alone ? (
            <Facts of={one} onChoose={onChoose} act={act} />
          ) : (
            <details>
              <summary>{shownName(`All of ${shortName(chosen, place)}`)}</summary>
              <Facts of={one} onChoose={onChoose} act={act} />
            </details>
          )}
        </div>
      ))}
    </div>
  );
}
