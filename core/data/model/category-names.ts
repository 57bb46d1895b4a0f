import { isTypedNumbers, type DocumentObject, type ModelDocument } from '../../learn/boost/model-document';
import type { BoosterModel } from '../../learn/boost/booster-model';

/**
 * What the categories of a feature were called in the data frame that the booster was trained on, which models of XGBoost
 * from 3.1 on say; null where it is not said.
 */
export function categoryNames({ categories }: BoosterModel, feature: number): readonly string[] | null {
  const columns = categories?.['enc'];
  const column = isList(columns) ? columns[feature] : undefined;
  if (!isObject(column)) return null;
  const { values, offsets } = column;
  if (!isTypedNumbers(values) || values.length === 0) return null;
  if (!isTypedNumbers(offsets)) return Array.from(values, String);
  const bytes = Uint8Array.from(Array.from(values, Number), (value) => value & 0xff);
  const ends = Array.from(offsets, Number);
  const decoder = new TextDecoder();
  return ends.slice(1).map((end, at) => decoder.decode(bytes.subarray(ends[at] ?? 0, end)));
}

function isList(document: ModelDocument | undefined): document is readonly ModelDocument[] {
  return Array.isArray(document);
}

function isObject(document: ModelDocument | undefined): document is DocumentObject {
  return typeof document === 'object' && document !== null && !isList(document) && !isTypedNumbers(document);
}
