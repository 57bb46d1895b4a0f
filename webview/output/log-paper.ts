import type { LogChange, LogRun } from '../shared/ansi';

/** Characters kept on the screen; the whole log is in its file. */
const shownLength = 2_000_000;
/** Pixels from the end within which the view counts as being at the end. */
const endSlack = 24;
const openLine = 'log-open';

/**
 * Adds lines at the end, in place of the unfinished one, and keeps the end in view if it was there. Text becomes text
 * nodes, never markup. Whether earlier text had to go.
 */
export function appendToLog(paper: HTMLElement | null, { finished, open }: LogChange): boolean {
  if (paper === null) return false;
  const atEnd = paper.scrollHeight - paper.scrollTop - paper.clientHeight <= endSlack;
  const last = paper.lastElementChild;
  if (last?.classList.contains(openLine) === true) last.remove();
  paper.append(...finished.map(nodeOf));
  if (open.length > 0) {
    const line = document.createElement('span');
    line.className = openLine;
    line.append(...open.map(nodeOf));
    paper.append(line);
  }
  const cut = cutStart(paper);
  if (atEnd) paper.scrollTop = paper.scrollHeight;
  return cut;
}

function cutStart(paper: HTMLElement): boolean {
  let length = paper.textContent.length;
  let cut = false;
  while (length > shownLength && paper.childNodes.length > 1) {
    const [first] = paper.childNodes;
    length -= first?.textContent?.length ?? 0;
    first?.remove();
    cut = true;
  }
  return cut;
}

function nodeOf({ text, style }: LogRun): Node {
  if (style === '') return document.createTextNode(text);
  const span = document.createElement('span');
  span.className = style;
  span.textContent = text;
  return span;
}
