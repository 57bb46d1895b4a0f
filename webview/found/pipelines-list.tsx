import type { FoundProject } from '../../core/protocol/adoption';
import { ToolButton } from '../shared/controls';
import { countOf } from '../shared/format';
import { LocationLink } from '../shared/problems';
import { shownName } from '../shared/visible-text';
import { useFound } from './use-found';

interface PipelinesListProps {
  readonly project: FoundProject;
  readonly trusted: boolean;
}

/** The pipelines of a project, each to open, to draw and to run. */
export function PipelinesList({ project, trusted }: PipelinesListProps) {
  const act = useFound();
  return (
    <ul class="found-list found-pipelines">
      {project.pipelines.map(({ uuid, type, blocks, charts, reason, place }) => (
        <li key={uuid}>
          <LocationLink problem={place} label={shownName(uuid)} />
          <span class="muted found-words">
            {[
              ...(type === null || type === 'python' ? [] : [type]),
              countOf(blocks, 'block'),
              ...(charts === 0 ? [] : [countOf(charts, 'chart')]),
            ].join(', ')}
            {reason !== null && <span class="found-reason"> · {reason}</span>}
          </span>
          <ToolButton
            worded
            icon="type-hierarchy"
            label="Graph"
            name={`Graph of ${uuid}`}
            onClick={() => act('graph', project.root, uuid)}
          />
          <ToolButton
            worded
            icon="play"
            label="Run"
            name={`Run ${uuid}`}
            blocked={reason !== null ? 'it does not run here' : trusted ? null : 'the workspace is not trusted'}
            onClick={() => act('run', project.root, uuid)}
          />
        </li>
      ))}
    </ul>
  );
}
