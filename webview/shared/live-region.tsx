import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * Speaks to screen readers without showing anything. The text is taken away for a moment before a new one is set, so
 * that the same words twice are said twice.
 */
export function LiveRegion({ text, ticket }: { readonly text: string; readonly ticket: number }) {
  const [shown, setShown] = useState('');
  const frame = useRef(0);
  useEffect(() => {
    setShown('');
    frame.current = requestAnimationFrame(() => setShown(text));
    return () => cancelAnimationFrame(frame.current);
  }, [text, ticket]);
  return (
    <div class="spoken" role="status" aria-live="polite">
      {shown}
    </div>
  );
}
