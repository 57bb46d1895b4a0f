import { useReactFlow, useStore, type Viewport } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { GraphNode } from '../../core/protocol/webview';

export const fitOptions = { padding: 0.12, maxZoom: 1.1 };

interface FittedViewOptions {
  /** Where the user had moved the view; null when it fits. */
  readonly start: Viewport | null;
  /** Of the movement to a fitting view, in milliseconds. */
  readonly duration: number;
  readonly onViewport: (viewport: Viewport | null) => void;
}

/**
 * Keeps the whole graph in the view while that or the graph changes its size, until the user moves or zooms it himself;
 * `fit` begins anew.
 */
export function useFittedView(nodes: readonly GraphNode[], { start, duration, onViewport }: FittedViewOptions) {
  const flow = useReactFlow();
  const fits = useRef(start === null);
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  const places = nodes.map(({ uuid, x, y }) => `${uuid} ${x} ${y}`).join();

  useEffect(() => {
    if (fits.current && width > 0 && height > 0) void flow.fitView(fitOptions);
  }, [flow, width, height, places]);

  const fit = useCallback(() => {
    fits.current = true;
    onViewport(null);
    void flow.fitView({ ...fitOptions, duration });
  }, [flow, duration, onViewport]);
  const moved = useCallback(() => {
    fits.current = false;
    onViewport(flow.getViewport());
  }, [flow, onViewport]);
  // movements without an event are our own
  const onMove = useCallback((event: unknown) => {
    if (event !== null) fits.current = false;
  }, []);
  const onMoveEnd = useCallback(
    (_event: unknown, viewport: Viewport) => {
      if (!fits.current) onViewport(viewport);
    },
    [onViewport],
  );
  return { fit, moved, onMove, onMoveEnd };
}
