import { useEffect, useState } from 'preact/hooks';

/** A number that changes when VS Code changes the theme: it rewrites the body's classes and the root's style. */
export function useThemeRevision(): number {
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setRevision((last) => last + 1));
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    return () => observer.disconnect();
  }, []);
  return revision;
}

/** The value of the first theme colour that is defined, for drawing on a canvas. */
export function themeColor(...names: string[]): string {
  const style = getComputedStyle(document.body);
  for (const name of names) {
    const value = style.getPropertyValue(`--vscode-${name}`).trim();
    if (value !== '') return value;
  }
  return style.color;
}

export function isHighContrast(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
}

/** Whether the user asked for less motion, in VS Code or in the system; follows changes. */
export function useReducedMotion(): boolean {
  const theme = useThemeRevision();
  const [system, setSystem] = useState(() => reducedMotionQuery().matches);
  const [editor, setEditor] = useState(false);
  useEffect(() => {
    const query = reducedMotionQuery();
    const update = () => setSystem(query.matches);
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  }, []);
  useEffect(() => setEditor(document.body.classList.contains('vscode-reduce-motion')), [theme]);
  return system || editor;
}

function reducedMotionQuery(): MediaQueryList {
  return matchMedia('(prefers-reduced-motion: reduce)');
}
