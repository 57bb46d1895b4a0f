import type { ComponentChildren } from 'preact';
import type { ExperimentState } from '../../core/protocol/experiment-state';
import type { ExperimentDetails } from '../../core/protocol/experiment-view';
import { metricLabel } from '../../core/protocol/metric-label';
import type { ExperimentsAction } from '../../core/protocol/webview';
import { plainText } from '../shared/ansi';
import { formatCount } from '../shared/format';
import { shownName } from '../shared/visible-text';
import { startedText, valueText } from './words';

/** What can be done from the facts of a training. */
export interface FactActions {
  /** `together`: beside those that are chosen, or no longer. */
  readonly onChoose: (id: string, together: boolean) => void;
  readonly act: (action: ExperimentsAction, of: { pipeline: string; block: string }) => void;
}

interface FactsProps extends FactActions {
  readonly of: ExperimentDetails;
}

/** All that was recorded of a training beside its curves. */
export function Facts({ of: { state, modelStored }, onChoose, act }: FactsProps) {
  const { pipeline, block, data, parent, seed, best } = state;
  const note = stateNote(state);
  return (
    <div class="facts">
      {note !== null && <p class="state-note">{plainText(note)}</p>}
      {state.warnings.map((warning, at) => (
        <p key={at} class="state-note">
          Warning: {plainText(warning)}
        </p>
      ))}
      <section>
        <h3>Facts</h3>
        <dl>
          <Fact name="id">{state.id}</Fact>
          <Fact name="experiment">{shownName(state.experiment)}</Fact>
          <Fact name="block">
            <button type="button" class="link" onClick={() => act('block', { pipeline, block })}>
              {shownName(`${pipeline}/${block}`)}
            </button>
          </Fact>
          <Fact name="run">{state.run}</Fact>
          <Fact name="started">{startedText(state.startedAt)}</Fact>
          {parent !== null && (
            <Fact name="part of">
              <button type="button" class="link" onClick={() => onChoose(parent, false)}>
                {parent}
              </button>
            </Fact>
          )}
          {seed !== null && <Fact name="seed">{seed}</Fact>}
          {data !== null && (
            <Fact name="data">
              {formatCount(data.rows)} × {formatCount(data.columns)}
              <span class="muted"> {data.features.slice(0, 12)}</span>
            </Fact>
          )}
          {state.model !== null && (
            <Fact name="model">
              {shownName(state.model.name)}{' '}
              {modelStored === true ? (
                <button type="button" class="link" onClick={() => act('output', { pipeline, block })}>
                  Open output
                </button>
              ) : (
                <span class="muted">no longer stored</span>
              )}
            </Fact>
          )}
          {Object.entries(state.tags).map(([name, value]) => (
            <Fact key={name} name={`tag ${name}`}>
              {shownName(value)}
            </Fact>
          ))}
        </dl>
      </section>
      {state.metrics.length > 0 && (
        <section>
          <h3>{best === null ? 'Last scores' : `Scores at step ${best}`}</h3>
          <dl>
            {state.metrics.map((metric) => (
              <Fact key={metricLabel(metric)} name={metricLabel(metric)}>
                {valueText(metric.value)}
              </Fact>
            ))}
          </dl>
        </section>
      )}
      <section>
        <h3>Parameters</h3>
        <dl>
          {parametersOf(state).map(({ name, value, own }) => (
            <Fact key={name} name={name}>
              {own ? shownName(value) : <span class="muted">{shownName(value)} (default)</span>}
            </Fact>
          ))}
        </dl>
      </section>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{shownName(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Those that were given first. */
function parametersOf({ parameters, given }: ExperimentState) {
  return Object.entries(parameters)
    .map(([name, value]) => ({ name, value: valueText(value), own: given.includes(name) }))
    .sort((a, b) => Number(b.own) - Number(a.own));
}

/** Why a training has ended otherwise than it should; null when there is nothing to say. */
function stateNote({ status, failure }: ExperimentState): string | null {
  switch (status) {
    case 'failed':
      return `Failed: ${failure?.message ?? 'its block failed before the training had ended.'}`;
    case 'cancelled':
      return 'Cancelled: the curves end where it was stopped.';
    case 'interrupted':
      return 'Interrupted: its process was gone before the training had ended.';
    case 'pruned':
      return 'Pruned: other trials were better at the same step.';
    case 'completed':
    case 'running':
    case 'unfinished':
      return null;
  }
}
