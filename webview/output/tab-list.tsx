import { useRef } from 'preact/hooks';
import { Icon } from '../shared/controls';
import type { SubjectTab } from './subject-tabs';

interface TabListProps {
  readonly tabs: readonly SubjectTab[];
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

export const tabPanelId = 'tab-panel';

export function tabId(id: string): string {
  return `tab-${id}`;
}

/** Tabs after the pattern of the ARIA practices: arrows move and select, Tab leaves. */
export function TabList({ tabs, selected, onSelect }: TabListProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.findIndex((tab) => tab.id === selected);
    const next = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length];
    if (tab === undefined) return;
    onSelect(tab.id);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(tabId(tab.id))}`)?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label="Output" onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={tabId(tab.id)}
          type="button"
          role="tab"
          class="tab"
          aria-selected={tab.id === selected}
          aria-controls={tabPanelId}
          tabIndex={tab.id === selected ? 0 : -1}
          onClick={() => onSelect(tab.id)}
        >
          <Icon name={tab.icon} />
          <span class="words">{tab.label}</span>
          {tab.note !== '' && <span class={`tab-note${tab.tone === null ? '' : ` ${tab.tone}`}`}>{tab.note}</span>}
        </button>
      ))}
    </div>
  );
}
