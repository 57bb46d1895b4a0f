import type { Adoption } from '../../core/protocol/adoption';
import type { FoundSnapshot } from '../../core/protocol/webview';
import { Button, Icon, ToolButton } from '../shared/controls';
import { EmptyState } from '../shared/empty-state';
import { LiveRegion } from '../shared/live-region';
import { FailureBanner } from '../shared/problems';
import { AbsentProjects } from './absent-projects';
import { ProjectSection } from './project-section';
import { summaryText } from './texts';
import { useFound } from './use-found';

export function App({ snapshot }: { readonly snapshot: FoundSnapshot | null }) {
  const act = useFound();
  if (snapshot === null) return <p class="waiting">Looking around …</p>;
  const { folders, reading, trusted, failures } = snapshot;
  const projects = folders.flatMap((folder) => folder.projects);
  const words = reading ? 'Looking around …' : summaryText(projects);
  return (
    <main class="found">
      <header class="found-head">
        <h1>What Eider Found</h1>
        <span class="stretch" />
        <ToolButton worded icon="refresh" label="Look again" onClick={() => act('refresh')} />
        <p class="muted">{words}</p>
      </header>
      {failures.map((failure, index) => (
        <FailureBanner key={index} failure={failure} />
      ))}
      <div class="found-body">
        {!trusted && (
          <p class="found-note" role="note">
            <Icon name="shield" /> This workspace is not trusted: files are looked at, nothing runs, and no Python is
            asked for its packages.{' '}
            <Button secondary onClick={() => act('trust')}>
              Manage Trust
            </Button>
          </p>
        )}
        {projects.map((project) => (
          <ProjectSection
            key={project.root}
            project={project}
            trusted={trusted}
            folder={folderOf(folders, project.root)}
          />
        ))}
        {folders.map((folder) => (
          <AbsentProjects key={folder.folder} found={folder} />
        ))}
        {projects.length === 0 && !reading && failures.length === 0 && (
          <EmptyState icon="search" title="There is no project in this workspace.">
            <p>A project is a folder with a metadata.yaml and a pipelines folder.</p>
          </EmptyState>
        )}
      </div>
      <LiveRegion text={words} ticket={0} />
    </main>
  );
}

/** The folder of the workspace that a project lies in: paths are shown below it. */
function folderOf(folders: readonly Adoption[], project: string): string {
  return folders.find(({ projects }) => projects.some(({ root }) => root === project))?.folder ?? project;
}
