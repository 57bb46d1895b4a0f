import { Document, isScalar, Scalar, stringify, visit } from 'yaml';

/**
 * Text is quoted wherever YAML 1.1 (Mage's reader) or 1.2 (ours) would take it for something else, and lines are never
 * wrapped.
 */
const documentOptions = { compat: 'yaml-1.1' } as const;
const textOptions = { lineWidth: 0, flowCollectionPadding: false } as const;

/** How a text is quoted. */
export type Quotes = 'single' | 'double' | null;

/** A value on one line, fit to stand anywhere: after a key, in a list, inside brackets. */
export function flowText(value: unknown, quotes: Quotes = null): string {
  const document = new Document([], documentOptions);
  const list = document.createNode([value], { flow: true });
  visit(list, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && /[\r\n]/.test(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const only = list.items[0];
  if (isScalar(only) && typeof only.value === 'string' && only.type === undefined && quotes !== null) {
    only.type = quotes === 'single' ? Scalar.QUOTE_SINGLE : Scalar.QUOTE_DOUBLE;
  }
  document.contents = list;
  return document.toString(textOptions).trimEnd().slice(1, -1);
}

/** A map as lines of block style. `indentSeq` puts lists below a key two columns in, as Mage does not. */
export function blockLines(value: Readonly<Record<string, unknown>>, indentSeq: boolean): string[] {
  return stringify(value, { ...documentOptions, ...textOptions, indentSeq })
    .trimEnd()
    .split('\n');
}
