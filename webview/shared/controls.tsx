import '@vscode-elements/elements/dist/vscode-button/index.js';
import { h, type ComponentChildren } from 'preact';

export function Icon({ name, spin = false }: { readonly name: string; readonly spin?: boolean }) {
  return <span class={`codicon codicon-${name}${spin ? ' spin' : ''}`} aria-hidden="true" />;
}

interface ToolButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly onClick: () => void;
  /** Why the action is not possible now; null when it is. Said in the tooltip and to screen readers. */
  readonly blocked?: string | null;
  readonly keys?: string;
  /** What a screen reader says instead of the label, where several buttons have the same. */
  readonly name?: string;
  /** Shows the label beside the icon where there is room. */
  readonly worded?: boolean;
}

/** An action of a toolbar. A blocked one can still be focused, so that its reason can be found. */
export function ToolButton({
  icon,
  label,
  onClick,
  blocked = null,
  keys,
  name = label,
  worded = false,
}: ToolButtonProps) {
  const title = `${name}${keys === undefined ? '' : ` (${keys})`}${blocked === null ? '' : `: ${blocked}`}`;
  return (
    <button
      type="button"
      class={`tool${worded ? ' worded' : ''}`}
      title={title}
      aria-label={blocked === null ? name : `${name}: ${blocked}`}
      aria-disabled={blocked === null ? undefined : 'true'}
      aria-keyshortcuts={keys}
      onClick={() => {
        if (blocked === null) onClick();
      }}
    >
      <Icon name={icon} />
      {worded && <span class="words">{label}</span>}
    </button>
  );
}

interface ButtonProps {
  readonly onClick: () => void;
  readonly secondary?: boolean;
  readonly blocked?: string | null;
  readonly children: ComponentChildren;
}

/** VS Code's own looking button, for the one thing to do in an empty state or a banner. */
export function Button({ onClick, secondary = false, blocked = null, children }: ButtonProps) {
  const properties = { secondary, disabled: blocked !== null, title: blocked ?? '', onClick };
  return h('vscode-button', properties, children);
}
