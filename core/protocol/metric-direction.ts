/** Words in names of metrics that are the better the greater they are; as scikit-learn and XGBoost name them. */
const GREATER =
  /(^|[^a-z])(auc|aucpr|acc|accuracy|f1|fbeta|precision|recall|r2|map|ndcg|pre|kappa|corrcoef|matthews|variance|score)([^a-z]|$)/;
const LOSS = /(^|[^a-z])(loss|error|deviance|merror|logloss)([^a-z]|$)/;

/**
 * Whether a greater value of a metric is better, as far as its name tells: of losses and errors, and of names that are not
 * known, a smaller one is. Scikit-learn's `neg_…` are negated losses.
 */
export function isGreaterBetter(metric: string): boolean {
  const name = metric.toLowerCase();
  return /(^|-)neg_/.test(name) || (GREATER.test(name) && !LOSS.test(name));
}
