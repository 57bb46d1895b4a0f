import { Icon } from '../shared/controls';
import { shownName } from '../shared/visible-text';
import type { ExperimentsState } from './experiments-state';

interface ExperimentFilterProps {
  readonly state: ExperimentsState;
  readonly update: (change: Partial<ExperimentsState>) => void;
  readonly summary: string;
}

/** Which trainings are listed: of which pipeline or block, and with which words. */
export function ExperimentFilter({ state, update, summary }: ExperimentFilterProps) {
  const { pipeline, block, text } = state;
  const place = [pipeline, block].filter((part) => part !== null).join('/');
  return (
    <>
      <span class="muted">{summary}</span>
      {pipeline !== null && (
        <button
          type="button"
          class="chip"
          title="Show all pipelines"
          aria-label={`Only ${place}; press to show all pipelines`}
          onClick={() => update({ pipeline: null, block: null })}
        >
          {shownName(place)} <Icon name="close" />
        </button>
      )}
      <input
        type="search"
        class="filter"
        placeholder="Filter by name, pipeline, estimator …"
        aria-label="Filter the experiments"
        value={text}
        onInput={(event) => update({ text: event.currentTarget.value })}
      />
    </>
  );
}
