/**
 * Text made from a source by replacing pieces, with the way back: `sourceOffset` tells where in the source an offset of
 * the rendered text comes from, so that an error of the engine is shown at the author's own line and column.
 */
export interface Rendered {
  readonly text: string;
  sourceOffset(offset: number): number;
}

/** Collects rendered text piece by piece. */
export interface RenderedBuilder {
  /** A piece taken over as it is; `sourceStart` is where it stands in the source. */
  copy(text: string, sourceStart: number): void;
  /** A piece that stands for the source at `sourceStart`; every offset in it maps there. */
  replace(text: string, sourceStart: number): void;
  finish(): Rendered;
}

interface Segment {
  readonly start: number;
  readonly sourceStart: number;
  readonly copied: boolean;
}

export function renderedBuilder(): RenderedBuilder {
  const segments: Segment[] = [];
  let text = '';
  const add = (piece: string, sourceStart: number, copied: boolean) => {
    segments.push({ start: text.length, sourceStart, copied });
    text += piece;
  };
  return {
    copy: (piece, sourceStart) => add(piece, sourceStart, true),
    replace: (piece, sourceStart) => add(piece, sourceStart, false),
    finish: () => ({
      text,
      sourceOffset(offset) {
        const segment = segments.findLast((candidate) => candidate.start <= offset);
        if (segment === undefined) return 0;
        return segment.copied ? segment.sourceStart + (offset - segment.start) : segment.sourceStart;
      },
    }),
  };
}

/** Line and column, both from 1, of an offset. */
export function positionAt(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}
