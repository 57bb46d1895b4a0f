import type { FoundProject } from '../../core/protocol/adoption';
import { FoundLine, FoundList } from './found-list';
import { PackagesList } from './packages-list';
import { PipelinesList } from './pipelines-list';
import { blocksText } from './texts';

interface ProjectSectionProps {
  readonly project: FoundProject;
  readonly trusted: boolean;
  /** What paths are shown below. */
  readonly folder: string;
}

/** Everything about one project: what is there, then what needs somebody, then what is good to know. */
export function ProjectSection({ project, trusted, folder }: ProjectSectionProps) {
  const { root, name, blocks, problems, findings, triggers, fallbacks, products, interactions, dashboards, unused } =
    project;
  const named = [
    ['Data products', products],
    ['Interactions', interactions],
    ['Dashboards, which are not drawn yet', dashboards],
  ] as const;
  return (
    <article class="found-project" aria-label={name}>
      <h2>
        {name} <span class="muted found-path">{root}</span>
      </h2>
      <p class="muted">{blocks.length === 0 ? 'No blocks yet.' : `${blocksText(blocks)}.`}</p>
      <PipelinesList project={project} trusted={trusted} />
      <PackagesList project={project} folder={folder} trusted={trusted} />
      <FoundList title="Does not run, or runs otherwise than in Mage" count={findings.length}>
        {findings.map(({ message, instead, stops, place }, index) => (
          <FoundLine key={index} severity={stops ? 'error' : 'warning'} folder={folder} place={place} remedy={instead}>
            {message}
          </FoundLine>
        ))}
      </FoundList>
      <FoundList title="Problems in files" count={problems.length}>
        {problems.map(({ severity, message, remedy = '', file = root, line = 1, column = 1 }, index) => (
          <FoundLine key={index} severity={severity} folder={folder} place={{ file, line, column }} remedy={remedy}>
            {message}
          </FoundLine>
        ))}
      </FoundList>
      <FoundList title="Triggers" count={triggers.length} note="None of them starts by itself, whatever its file says.">
        {triggers.map(({ name: trigger, pipeline, kind, interval, active, place }) => (
          <FoundLine key={`${pipeline}/${trigger}`} folder={folder} place={place}>
            {trigger}{' '}
            <span class="muted">
              of {pipeline}, {interval ?? kind ?? 'no schedule'}, {active ? 'active in Mage' : 'inactive'}
            </span>
          </FoundLine>
        ))}
      </FoundList>
      <FoundList
        title="Block files found in another place"
        count={fallbacks.length}
        note="Their pipelines name paths that do not exist; Mage looks further in the same way."
        folded
      >
        {fallbacks.map(({ pipeline, block, wanted, used, place }) => (
          <FoundLine key={`${pipeline}/${block}`} folder={folder} place={place}>
            {block} <span class="muted">of {pipeline}:</span> {wanted} → {used ?? 'nowhere'}
          </FoundLine>
        ))}
      </FoundList>
      {named.map(([title, entries]) => (
        <FoundList key={title} title={title} count={entries.length} folded>
          {entries.map(({ name: entry, place }) => (
            <FoundLine key={entry} folder={folder} place={place}>
              {entry}
            </FoundLine>
          ))}
        </FoundList>
      ))}
      <FoundList title="Block files in no pipeline" count={unused.length} folded>
        {unused.map((place) => (
          <FoundLine key={place.file} folder={folder} place={place} />
        ))}
      </FoundList>
    </article>
  );
}
