import type { ComponentChildren } from 'preact';
import type { FoundPlace } from '../../core/protocol/adoption';
import { SeverityIcon, LocationLink } from '../shared/problems';
import { placeText } from './texts';

interface FoundListProps {
  readonly title: string;
  /** How many there are; a list of none is not drawn. */
  readonly count: number;
  /** Long lists that nobody has to act on begin folded. */
  readonly folded?: boolean;
  readonly note?: string;
  readonly children: ComponentChildren;
}

/** A titled list of the page. */
export function FoundList({ title, count, folded = false, note, children }: FoundListProps) {
  if (count === 0) return null;
  const list = (
    <>
      {note !== undefined && <p class="muted found-list-note">{note}</p>}
      <ul class="found-list">{children}</ul>
    </>
  );
  if (!folded) {
    return (
      <section>
        <h3>{title}</h3>
        {list}
      </section>
    );
  }
  return (
    <details>
      <summary>
        <h3>
          {title} <span class="muted">({count})</span>
        </h3>
      </summary>
      {list}
    </details>
  );
}

interface FoundLineProps {
  readonly severity?: 'error' | 'warning' | 'info';
  readonly folder: string;
  readonly place: FoundPlace;
  /** What to do, or what happens instead. */
  readonly remedy?: string;
  /** Nothing where the place says it all. */
  readonly children?: ComponentChildren;
}

/** A line with what it says and the link to its place. */
export function FoundLine({ severity, folder, place, remedy, children }: FoundLineProps) {
  return (
    <li>
      {severity !== undefined && <SeverityIcon severity={severity} />}
      {children !== undefined && (
        <span class="found-words">
          {children}
          {remedy !== undefined && <span class="remedy"> {remedy}</span>}
        </span>
      )}
      <LocationLink problem={place} label={placeText(folder, place)} />
    </li>
  );
}
