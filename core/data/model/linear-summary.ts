import type { LinearClassifier } from '../../learn/linear/linear-classifier';
import type { LinearRegressor } from '../../learn/linear/linear-regressor';
import type { ModelFact, ModelTable } from '../../protocol/model';
import { count, modelTable } from './model-table';

type LinearModel = LinearClassifier | LinearRegressor;

export function linearFacts(model: LinearModel): ModelFact[] {
  const { iterations, converged, dualityGap } = model;
  const intercept = typeof model.intercept === 'number' ? [model.intercept] : [...model.intercept];
  const coef = coefficientsOf(model);
  const [first] = coef;
  const nonzero = Array.from(first ?? [], (_, at) => coef.some((set) => set[at] !== 0)).filter(Boolean).length;
  return [
    { label: 'Features', value: `${count(first?.length ?? 0)}, ${count(nonzero)} with a coefficient` },
    ...('classes' in model ? [{ label: 'Classes', value: [...model.classes].join(', ') }] : []),
    { label: 'Intercept', value: intercept.map((value) => String(Number(value.toPrecision(8)))).join(', ') },
    { label: 'Iterations', value: count(iterations) + (converged ? '' : ', without converging') },
    ...(dualityGap === null ? [] : [{ label: 'Duality gap', value: String(Number(dualityGap.toPrecision(3))) }]),
  ];
}

/** The coefficients, those that matter most first; of several classes a column each. They have no names: a matrix had none. */
export function coefficientTable(model: LinearModel): ModelTable {
  const coef = coefficientsOf(model);
  const size = (feature: number) => Math.max(...coef.map((set) => Math.abs(set[feature] ?? 0)));
  const order = Array.from(coef[0]?.keys() ?? []);
  const sizes = order.map(size);
  order.sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
  const headers = coef.length === 1 || !('classes' in model) ? ['Coefficient'] : [...model.classes].map(String);
  return modelTable('Coefficients', ['Feature', ...headers], order.length, (at) => {
    const feature = order[at] ?? 0;
    return [`x${feature}`, ...coef.map((set) => set[feature] ?? null)];
  });
}

function coefficientsOf({ coef }: LinearModel): readonly Float64Array[] {
  return coef instanceof Float64Array ? [coef] : coef;
}
