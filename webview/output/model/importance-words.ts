import type { ImportanceKind, ModelImportances } from '../../../core/protocol/model';
import { countOf } from '../../shared/format';
import { chartNumber } from '../charts/chart-picture';

/** XGBoost's names with what they mean. */
export const importanceNames: Readonly<Record<ImportanceKind, string>> = {
  gain: 'gain (average)',
  weight: 'weight (splits)',
  cover: 'cover (average)',
  total_gain: 'total_gain',
  total_cover: 'total_cover',
  impurity: 'impurity (share)',
};

/** `207 other features: 12.5 on average; 6,800 features not used`. */
export function restText({ kind, rest, unused }: Pick<ModelImportances, 'kind' | 'rest' | 'unused'>): string {
  const averaged = kind === 'gain' || kind === 'cover';
  const others = `${countOf(rest.features, 'other feature')}: ${chartNumber(rest.value)} ${averaged ? 'on average' : 'in total'}`;
  return [
    ...(rest.features === 0 ? [] : [others]),
    ...(unused === 0 ? [] : [`${countOf(unused, 'feature')} not used`]),
  ].join('; ');
}
