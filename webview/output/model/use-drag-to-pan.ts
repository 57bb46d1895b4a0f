import { useEffect } from 'preact/hooks';

/** Moves what scrolls by dragging its ground, with the first button of a mouse; touch scrolls by itself. */
export function useDragToPan(frame: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0 || event.pointerType !== 'mouse') return;
      if (event.target instanceof Element && event.target.closest('[data-node]') !== null) return;
      const start = { x: event.clientX + element.scrollLeft, y: event.clientY + element.scrollTop };
      const onMove = (move: PointerEvent) => element.scrollTo(start.x - move.clientX, start.y - move.clientY);
      const onUp = () => {
        element.removeEventListener('pointermove', onMove);
        element.classList.remove('dragged');
      };
      element.setPointerCapture(event.pointerId);
      element.classList.add('dragged');
      element.addEventListener('pointermove', onMove);
      element.addEventListener('lostpointercapture', onUp, { once: true });
    };
    element.addEventListener('pointerdown', onDown);
    return () => element.removeEventListener('pointerdown', onDown);
  }, [frame]);
}
