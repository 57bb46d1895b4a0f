import type { GraphSnapshot } from '../../core/protocol/webview';
import { useMessages } from '../shared/context';
import { ToolButton } from '../shared/controls';
import { actionBlocks, runSummary } from './actions';

interface ToolbarProps {
  readonly snapshot: GraphSnapshot;
  readonly selected: string | null;
  readonly onFit: () => void;
  readonly onZoom: (direction: 'in' | 'out') => void;
}

export function Toolbar({ snapshot, selected, onFit, onZoom }: ToolbarProps) {
  const { send } = useMessages();
  const blocked = actionBlocks(snapshot, selected);
  const forSelected = (act: (block: string) => void) => () => {
    if (selected !== null) act(selected);
  };
  return (
    <div class="toolbar" role="toolbar" aria-label="Pipeline">
      <ToolButton
        worded
        icon="run-all"
        label="Run pipeline"
        blocked={blocked.run}
        onClick={() => send({ type: 'run_pipeline' })}
      />
      <ToolButton
        worded
        icon="debug-stop"
        label="Cancel"
        blocked={blocked.cancel}
        onClick={() => send({ type: 'cancel_run' })}
      />
      <span class="separator" />
      <ToolButton
        worded
        icon="play"
        label="Run block"
        blocked={blocked.runBlock}
        onClick={forSelected((block) => send({ type: 'run_block', block, upstream: false }))}
      />
      <ToolButton
        worded
        icon="run-above"
        label="Run with upstream"
        blocked={blocked.runBlock}
        onClick={forSelected((block) => send({ type: 'run_block', block, upstream: true }))}
      />
      <ToolButton
        icon="debug-alt"
        label="Debug block"
        blocked={blocked.debugBlock}
        onClick={forSelected((block) => send({ type: 'debug_block', block }))}
      />
      <ToolButton
        worded
        icon="table"
        label="Show output"
        blocked={blocked.showOutput}
        onClick={forSelected((block) => send({ type: 'show_output', block }))}
      />
      <ToolButton worded icon="add" label="New block" onClick={() => send({ type: 'new_block' })} />
      <span class="stretch" />
      <span class="run-summary">{runSummary(snapshot)}</span>
      <ToolButton icon="zoom-out" label="Zoom out" keys="-" onClick={() => onZoom('out')} />
      <ToolButton icon="zoom-in" label="Zoom in" keys="+" onClick={() => onZoom('in')} />
      <ToolButton icon="screen-full" label="Fit" keys="F" onClick={onFit} />
    </div>
  );
}
