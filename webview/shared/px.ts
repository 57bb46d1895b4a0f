/** A length for a style property: preact takes numbers as they are. */
export function px(length: number): string {
  return `${length}px`;
}
