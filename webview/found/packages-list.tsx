import type { FoundProject } from '../../core/protocol/adoption';
import { missingPackages } from '../../core/protocol/adoption-summary';
import { typedSpec } from '../../core/protocol/package-spec';
import { Button } from '../shared/controls';
import { countOf } from '../shared/format';
import { FailureBanner } from '../shared/problems';
import { FoundLine, FoundList } from './found-list';
import { useFound } from './use-found';

interface PackagesListProps {
  readonly project: FoundProject;
  readonly folder: string;
  readonly trusted: boolean;
}

/** What the Python files import, and which of it is missing in the interpreter. */
export function PackagesList({ project, folder, trusted }: PackagesListProps) {
  const act = useFound();
  const { packages, interpreter, traps, root } = project;
  const missing = missingPackages(project);
  const others = packages.filter((one) => !missing.includes(one));
  if (packages.length === 0 && interpreter.state !== 'missing') return null;
  const lines = others.map(({ module, name, version, installed, optional, place }) => (
    <FoundLine key={module} folder={folder} place={place}>
      {name}{' '}
      <span class="muted">
        {installed === false && optional ? 'is missing; the code does without it' : (version ?? '')}
      </span>
    </FoundLine>
  ));
  return (
    <section>
      <h3>Python packages</h3>
      {interpreter.state === 'found' && (
        <p class="muted">
          Python {interpreter.version}: <code>{interpreter.command}</code>{' '}
          <button type="button" class="link" onClick={() => act('python', root)}>
            Choose another
          </button>
        </p>
      )}
      {interpreter.state === 'missing' && (
        <>
          <FailureBanner failure={interpreter.failure} />
          <p>
            <Button onClick={() => act('python', root)}>Choose an Interpreter</Button>
          </p>
        </>
      )}
      {missing.length > 0 && (
        <>
          <ul class="found-list">
            {missing.map(({ module, name, required, place, count }) => (
              <FoundLine key={module} severity="error" folder={folder} place={place}>
                <strong>{name}</strong> is missing, {importedText(count)}
                {required === null ? ', and stands in no requirements.txt' : ''}.
              </FoundLine>
            ))}
          </ul>
          {trusted && interpreter.state === 'found' && (
            <p class="found-install">
              <Button onClick={() => act('install', root)}>Install {countOf(missing.length, 'Package')}</Button>
              <code>
                {interpreter.command} -m pip install {missing.map(typedSpec).join(' ')}
              </code>
            </p>
          )}
        </>
      )}
      {traps.length > 0 && (
        <ul class="found-list">
          {traps.map(({ message, instead, place }, index) => (
            <FoundLine key={index} severity="warning" folder={folder} place={place} remedy={instead}>
              {message}
            </FoundLine>
          ))}
        </ul>
      )}
      {interpreter.state === 'found' ? (
        <FoundList title={othersTitle(missing.length, others)} count={others.length} folded>
          {lines}
        </FoundList>
      ) : (
        <ul class="found-list">{lines}</ul>
      )}
    </section>
  );
}

function othersTitle(missing: number, others: FoundProject['packages']): string {
  const which = missing === 0 ? 'All' : 'The others';
  return others.every(({ installed }) => installed === true)
    ? `${which} are there`
    : `${which} are there or not needed`;
}

function importedText(count: number): string {
  if (count === 0) return 'and stands in a requirements.txt';
  return count === 1 ? 'imported once' : `imported in ${count} places`;
}
