import { expect, it } from 'vitest';
import { isGreaterBetter } from './metric-direction';

it('knows which metrics are better when they are greater', () => {
  const greater = ['auc', 'validation-auc', 'aucpr', 'ndcg@10', 'r2', 'f1_macro', 'balanced_accuracy', 'roc_auc'];
  expect([...greater, 'neg_log_loss', 'test-neg_mean_squared_error', 'explained_variance'].every(isGreaterBetter)).toBe(
    true,
  );
  const smaller = [
    'rmse',
    'logloss',
    'mlogloss',
    'error@0.7',
    'brier_score_loss',
    'max_error',
    'mae',
    'mape',
    'premium',
  ];
  expect(smaller.some(isGreaterBetter)).toBe(false);
});
