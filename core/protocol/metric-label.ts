/** What a metric is called where there is one name: `validation-rmse`, as XGBoost prints it. */
export function metricLabel({ set, name }: { readonly set: string; readonly name: string }): string {
  return set === '' ? name : `${set}-${name}`;
}
