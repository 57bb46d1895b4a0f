import * as v from 'valibot';
import { EiderError } from '../../errors';
import { readParameters, wholeNumber } from '../parameters';
import { classScores } from './class-scores';
import { labelsOf } from './class-labels';
import { meanOf } from './precision-recall';
import { checkSamples, labelList, sumOf, weightEntries, type MetricParameters, type Values } from './samples';

export interface ClassificationReportParameters extends MetricParameters {
  /** The classes to report, in this order; all that occur, ascending, unless told. */
  readonly labels?: readonly number[] | null | undefined;
  /** What the classes are called, in the order of the labels. */
  readonly target_names?: readonly string[] | null | undefined;
  /** What stands where nothing can be divided, 0 unless told. */
  readonly zero_division?: number | undefined;
}

export interface ReportLine {
  readonly precision: number;
  readonly recall: number;
  readonly f1Score: number;
  /** Number of rows of the class, or the sum of their weights. */
  readonly support: number;
}

export interface ClassificationReport {
  /** One line for each class. */
  readonly classes: readonly (ReportLine & { readonly name: string })[];
  /** Share of right predictions; null when `labels` leave out a class that occurs. */
  readonly accuracy: number | null;
  readonly microAverage: ReportLine;
  readonly macroAverage: ReportLine;
  readonly weightedAverage: ReportLine;
}

const schema = v.object({
  ...weightEntries,
  labels: v.optional(v.nullable(labelList), null),
  target_names: v.optional(
    v.nullable(v.pipe(v.array(v.string()), v.description('an array with a name for each label'))),
    null,
  ),
  zero_division: v.optional(v.pipe(v.union([v.literal(0), v.literal(1), v.nan()]), v.description('0, 1 or NaN')), 0),
});

/**
 * Precision, recall and F1 of each class and their means, as scikit-learn's `classification_report`; as text by
 * `classificationReportText`. Throws what `checkSamples` does, and `parameter_invalid` for names that do not fit the labels.
 */
export function classificationReport(
  yTrue: Values,
  yPred: Values,
  parameters: ClassificationReportParameters = {},
): ClassificationReport {
  const read = readParameters('classificationReport', schema, { ...parameters });
  const weights = checkSamples('classificationReport', yTrue, yPred, read.sample_weight);
  const present = labelsOf(yTrue, yPred);
  const labels = read.labels ?? present;
  const names = read.target_names ?? labels.map(String);
  if (names.length !== labels.length) {
    throw new EiderError({
      code: 'parameter_invalid',
      message: `target_names of classificationReport has ${names.length} names for ${labels.length} classes.`,
      remedy: 'Give one name for each class, or the labels they belong to.',
    });
  }
  const scores = classScores(yTrue, yPred, weights, labels, 1, read.zero_division);
  const support = sumOf(scores.support);
  const line = (precision: number, recall: number, f1Score: number, of: number): ReportLine => ({
    precision,
    recall,
    f1Score,
    support: of,
  });
  const mean = (by: Float64Array | null) =>
    line(meanOf(scores.precision, by), meanOf(scores.recall, by), meanOf(scores.fscore, by), support);
  const { micro } = scores;
  return {
    classes: names.map((name, at) => ({
      name,
      ...line(
        scores.precision[at] ?? NaN,
        scores.recall[at] ?? NaN,
        scores.fscore[at] ?? NaN,
        scores.support[at] ?? NaN,
      ),
    })),
    accuracy: present.every((label) => labels.includes(label)) ? micro.precision : null,
    microAverage: line(micro.precision, micro.recall, micro.fscore, support),
    macroAverage: mean(null),
    weightedAverage: mean(scores.support),
  };
}

/**
 * The report as a table of text, numbers with so many digits, laid out as scikit-learn lays it out; sums of weights that are
 * not whole are rounded too, and a tie goes up.
 */
export function classificationReportText(report: ClassificationReport, parameters: { digits?: number } = {}): string {
  const { digits } = readParameters(
    'classificationReportText',
    v.object({ digits: v.optional(wholeNumber(0, 20), 2) }),
    { ...parameters },
  );
  const width = Math.max(...report.classes.map(({ name }) => name.length), 'weighted avg'.length, digits);
  const row = (name: string, cells: readonly string[]) =>
    `${name.padStart(width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join('')}\n`;
  const fixed = (value: number) => (Number.isNaN(value) ? 'nan' : value.toFixed(digits));
  const count = (value: number) => (Number.isInteger(value) ? String(value) : fixed(value));
  const scores = (name: string, { precision, recall, f1Score, support }: ReportLine) =>
    row(name, [fixed(precision), fixed(recall), fixed(f1Score), count(support)]);
  const { accuracy, microAverage, macroAverage, weightedAverage } = report;
  return [
    row('', ['precision', 'recall', 'f1-score', 'support']),
    ...report.classes.map((of) => scores(of.name, of)),
    accuracy === null
      ? scores('micro avg', microAverage)
      : row('accuracy', ['', '', fixed(accuracy), count(microAverage.support)]),
    scores('macro avg', macroAverage) + scores('weighted avg', weightedAverage),
  ]
    .map((part, at, { length }) => (at === 0 || at === length - 3 ? `${part}\n` : part))
    .join('');
}
