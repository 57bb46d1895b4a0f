import type { ComponentChildren } from 'preact';
import { Icon } from './controls';

interface EmptyStateProps {
  readonly icon: string;
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** What a view shows when it has nothing to draw: what is the case, and what to do next. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <div class="empty-text">
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  );
}
