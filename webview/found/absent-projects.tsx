import type { Adoption } from '../../core/protocol/adoption';
import { FoundLine, FoundList } from './found-list';

/** Projects that are listed and not there; Mage passes them over, too. */
export function AbsentProjects({ found }: { readonly found: Adoption }) {
  return (
    <FoundList title="Listed in settings.yaml, and not there" count={found.absent.length}>
      {found.absent.map(({ name, place }) => (
        <FoundLine key={name} severity="info" folder={found.folder} place={place}>
          {name}
        </FoundLine>
      ))}
    </FoundList>
  );
}
