import type { ColumnProfile } from '../../core/protocol/data';
import { formatCount, formatShare, formatShort } from '../shared/format';
import { shownText } from './cell-text';

export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** A column's profile in words; measures that its type does not have are left out. */
export function profileFacts(profile: ColumnProfile): Fact[] {
  const { rows, nulls, distinct, distinctIsExact, min, max, mean, standardDeviation, quantiles } = profile;
  const facts: (Fact | null)[] = [
    { name: 'Rows', text: formatCount(rows) },
    { name: 'Nulls', text: nulls === 0 ? 'none' : `${formatCount(nulls)} (${formatShare(nulls, rows)})` },
    { name: 'Distinct', text: `${distinctIsExact ? '' : 'about '}${formatCount(distinct)}` },
    fact('Minimum', min),
    ...['25 %', 'Median', '75 %'].map((name, index) => fact(name, quantiles?.[index] ?? null)),
    fact('Maximum', max),
    fact('Mean', mean === null ? null : formatShort(mean)),
    fact('Std. deviation', standardDeviation === null ? null : formatShort(standardDeviation)),
  ];
  return facts.filter((known) => known !== null);
}

function fact(name: string, text: string | null): Fact | null {
  return text === null ? null : { name, text: shownText(text) };
}
