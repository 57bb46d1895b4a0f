import { EiderError } from '../../errors';
import { asDoubles } from '../encode/numbers';
import { shapeOf, type DenseMatrix } from '../matrix';
import { checkPredictionRows, type Values } from './samples';

/** Scores as a classifier gives them: one for each row, of the positive class, or a matrix with a column for each class. */
export type Scores = Values | DenseMatrix;

/** Scores with a column for each class: row `i` has those from `i × columns` on. */
export interface ScoreColumns {
  readonly columns: number;
  readonly data: Values;
}

/** Scores as columns, one of them for those given row by row. Throws `prediction_invalid` or `length_mismatch`. */
export function scoreColumns(metric: string, scores: Scores, rows: number): ScoreColumns {
  const { columns, data, length } = columnsOf(scores);
  checkPredictionRows(metric, length, rows);
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at] ?? NaN;
    if (Number.isFinite(value)) continue;
    throw new EiderError({
      code: 'prediction_invalid',
      message: `${metric} was given the prediction ${value} in row ${Math.floor(at / columns)}.`,
      remedy: 'Look for what has made it before the metric is computed.',
    });
  }
  return { columns, data };
}

/** The score of the positive class of each row: the second of two columns. */
export function positiveScores(metric: string, scores: Scores, rows: number): Values {
  const { columns, data } = scoreColumns(metric, scores, rows);
  if (columns === 1) return data;
  if (columns === 2) return Float64Array.from({ length: rows }, (_, row) => data[row * 2 + 1] ?? NaN);
  throw wrongColumns(metric, columns, 2);
}

export function wrongColumns(metric: string, columns: number, classes: number): EiderError {
  return new EiderError({
    code: 'length_mismatch',
    message: `${metric} was given predictions with ${columns} columns for ${classes} classes.`,
    remedy: 'Pass what predictProba gives, and as labels all classes that the model knows.',
  });
}

function columnsOf(scores: Scores): ScoreColumns & { readonly length: number } {
  if (!('kind' in scores)) return { columns: 1, data: scores, length: scores.length };
  const { rows, columns } = shapeOf(scores);
  return { columns, data: asDoubles(scores.data), length: rows };
}
