import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isScaled, scrollBarMoved, scrollStart, scrollTo, type Extent, type ScrollPosition } from './scroll-scale';

export interface Scroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Size of the scroller without its scroll bars, in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly extent: Extent;
  readonly position: ScrollPosition;
  readonly left: number;
  readonly jump: (position: ScrollPosition) => void;
  readonly onScroll: () => void;
}

interface ScrollOptions {
  readonly rows: number;
  readonly rowHeight: number;
  readonly headerHeight: (viewHeight: number) => number;
  /** Where to begin. */
  readonly start: { readonly row: number; readonly left: number };
}

/** Owns what of a table is in the view; the arithmetic is in `scroll-scale.ts`. */
export function useScroll({ rows, rowHeight, headerHeight, start }: ScrollOptions): Scroll {
  const scroller = useRef<HTMLDivElement>(null);
  const position = useRef(scrollStart);
  const begun = useRef(false);
  const [left, setLeft] = useState(0);
  const [, redraw] = useState(0);
  const size = useSize(scroller);
  const extent: Extent = { rows, rowHeight, viewHeight: Math.max(0, size.height - headerHeight(size.height)) };
  const newest = useRef(extent);
  newest.current = extent;

  const jump = useCallback((wanted: ScrollPosition) => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = wanted.scrollTop;
    // the browser rounds: its own number is what the next scroll event is compared with
    position.current = { scrollTop: element.scrollTop, virtual: wanted.virtual };
    redraw((count) => count + 1);
  }, []);
  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    setLeft(element.scrollLeft);
    const moved = scrollBarMoved(newest.current, position.current, element.scrollTop);
    if (moved === position.current) return;
    position.current = moved;
    redraw((count) => count + 1);
  }, []);

  useLayoutEffect(() => {
    if (size.height === 0) return;
    if (begun.current) jump(scrollTo(newest.current, position.current.virtual));
    else {
      begun.current = true;
      jump(scrollTo(newest.current, start.row * rowHeight));
      if (scroller.current !== null) scroller.current.scrollLeft = start.left;
    }
  }, [rows, size.height, rowHeight, jump]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      // where the canvas is scaled, a turn of the wheel would fly over thousands of rows
      if (!isScaled(newest.current) || event.shiftKey || event.ctrlKey) return;
      if (Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return;
      event.preventDefault();
      jump(scrollTo(newest.current, position.current.virtual + wheelPixels(event, newest.current)));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [jump]);

  return { scroller, size, extent, position: position.current, left, jump, onScroll };
}

function wheelPixels(event: WheelEvent, { rowHeight, viewHeight }: Extent): number {
  switch (event.deltaMode) {
    case WheelEvent.DOM_DELTA_LINE:
      return event.deltaY * rowHeight;
    case WheelEvent.DOM_DELTA_PAGE:
      return event.deltaY * viewHeight;
    default:
      return event.deltaY;
  }
}

function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const observed = element.current;
    if (observed === null) return;
    const measure = () => setSize({ width: observed.clientWidth, height: observed.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
