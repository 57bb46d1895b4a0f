import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, ToolButton } from '../shared/controls';
import { px } from '../shared/px';

interface PopoverProps {
  readonly label: string;
  readonly icon: string;
  readonly title: string;
  readonly note: string;
  /** Where it should begin, in pixels from the left of the frame. */
  readonly left: number;
  readonly onClose: () => void;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A box over the table. It takes the focus; Escape, a click elsewhere or tabbing out of it closes it. */
export function Popover({ label, icon, title, note, left, onClose, actions, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const shift = useShift(box, left);
  useClosing(box, onClose);
  return (
    <div ref={box} class="popover" role="dialog" aria-label={label} tabIndex={-1} style={{ left: px(shift) }}>
      <header>
        <Icon name={icon} />
        <h2 title={title}>{title}</h2>
        <span class="muted words" title={note}>
          {note}
        </span>
        <span class="popover-actions">
          {actions}
          <ToolButton icon="close" label="Close" keys="Escape" onClick={onClose} />
        </span>
      </header>
      {children}
    </div>
  );
}

/** Keeps the popover within the frame. */
function useShift(box: { readonly current: HTMLElement | null }, left: number): number {
  const [shift, setShift] = useState(Math.max(4, left));
  useLayoutEffect(() => {
    const element = box.current;
    const frame = element?.parentElement;
    if (element === null || frame === null || frame === undefined) return;
    setShift(Math.max(4, Math.min(left, frame.clientWidth - element.offsetWidth - 8)));
  });
  return shift;
}

function useClosing(box: { readonly current: HTMLElement | null }, onClose: () => void): void {
  useEffect(() => {
    const element = box.current;
    const isOutside = (target: EventTarget | null) => target instanceof Node && element?.contains(target) === false;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    const onPointer = (event: PointerEvent) => {
      if (isOutside(event.target)) onClose();
    };
    // when the focus leaves the view altogether, for another part of the window, the popover stays
    const onFocusIn = (event: FocusEvent) => {
      if (isOutside(event.target)) onClose();
    };
    element?.focus();
    addEventListener('keydown', onKey);
    addEventListener('pointerdown', onPointer);
    addEventListener('focusin', onFocusIn);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('pointerdown', onPointer);
      removeEventListener('focusin', onFocusIn);
    };
  }, [box, onClose]);
}
