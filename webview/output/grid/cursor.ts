/** The active cell. Row -1 is the header; columns count from 0. */
export interface Cursor {
  readonly row: number;
  readonly column: number;
}
export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that Page Up and Page Down move. */
  readonly page: number;
}

/** The active cell after a key, kept within the table; null for keys that do not move it. */
export function moveCursor(cursor: Cursor, key: string, far: boolean, size: GridSize): Cursor | null {
  const moved = target(cursor, key, far, size);
  if (moved === null) return null;
  return {
    row: Math.min(Math.max(-1, moved.row), size.rows - 1),
    column: Math.min(Math.max(0, moved.column), Math.max(0, size.columns - 1)),
  };
}

/** `far` is Ctrl, or Command on a Mac: to the end in that direction. */
function target({ row, column }: Cursor, key: string, far: boolean, size: GridSize): Cursor | null {
  switch (key) {
    case 'ArrowUp':
      return { row: far ? 0 : row - 1, column };
    case 'ArrowDown':
      return { row: far ? size.rows - 1 : row + 1, column };
    case 'ArrowLeft':
      return { row, column: far ? 0 : column - 1 };
    case 'ArrowRight':
      return { row, column: far ? size.columns - 1 : column + 1 };
    case 'PageUp':
      return { row: row <= 0 ? row : Math.max(0, row - size.page), column };
    case 'PageDown':
      return { row: row + size.page, column };
    case 'Home':
      return { row: far ? 0 : row, column: 0 };
    case 'End':
      return { row: far ? size.rows - 1 : row, column: size.columns - 1 };
    default:
      return null;
  }
}
