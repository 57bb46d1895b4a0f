import type { ModelTrees } from '../../../core/protocol/model';
import { ToolButton } from '../../shared/controls';
import { formatCount } from '../../shared/format';
import { treeChoice, treeNumber } from './tree-number';

interface TreeChooserProps {
  readonly trees: ModelTrees;
  readonly tree: number;
  readonly onChoose: (tree: number) => void;
}

/** Chooses a tree: by its number where there is one for each round, else by round, class and place. */
export function TreeChooser({ trees, tree, onChoose }: TreeChooserProps) {
  const { count, rounds, outputs, perOutput } = trees;
  const choice = treeChoice(trees, tree);
  const choose = (change: Partial<typeof choice>) => onChoose(treeNumber(trees, { ...choice, ...change }));
  const byRound = rounds > 1 || outputs * perOutput === 1;
  return (
    <span class="tree-chooser">
      {byRound && (
        <>
          <ToolButton
            icon="chevron-left"
            label="Previous round"
            blocked={choice.round === 0 ? 'this is the first' : null}
            onClick={() => choose({ round: choice.round - 1 })}
          />
          <label>
            <span class={outputs * perOutput === 1 ? 'spoken' : ''}>
              {outputs * perOutput === 1 ? 'Tree' : 'Round'}
            </span>
            <NumberBox value={choice.round} end={rounds} onChange={(round) => choose({ round })} />
          </label>
          <span class="muted">of {formatCount(rounds)}</span>
          <ToolButton
            icon="chevron-right"
            label="Next round"
            blocked={choice.round >= rounds - 1 ? 'this is the last' : null}
            onClick={() => choose({ round: choice.round + 1 })}
          />
        </>
      )}
      {outputs > 1 && (
        <label>
          Output
          <NumberBox value={choice.output} end={outputs} onChange={(output) => choose({ output })} />
        </label>
      )}
      {perOutput > 1 && (
        <label>
          Place
          <NumberBox value={choice.part} end={perOutput} onChange={(part) => choose({ part })} />
        </label>
      )}
      {outputs * perOutput > 1 && (
        <span class="muted">
          tree {formatCount(tree)} of {formatCount(count)}
        </span>
      )}
    </span>
  );
}

interface NumberBoxProps {
  readonly value: number;
  /** Numbers from 0 to below this. */
  readonly end: number;
  readonly onChange: (value: number) => void;
}

function NumberBox({ value, end, onChange }: NumberBoxProps) {
  return (
    <input
      type="number"
      min={0}
      max={end - 1}
      value={value}
      onChange={({ currentTarget }) => {
        const { valueAsNumber } = currentTarget;
        if (Number.isInteger(valueAsNumber)) onChange(Math.max(0, Math.min(end - 1, valueAsNumber)));
      }}
    />
  );
}
