import * as v from 'valibot';

const number = v.nullable(v.number());
const series = v.array(v.object({ label: v.string(), values: v.array(number) }));
const cell = v.nullable(v.union([v.string(), v.number(), v.boolean()]));

/** What a worker says that a chart's code draws; see `python/eider_worker/charts.py`. */
export const chartAnswerSchema = v.object({
  drawing: v.variant('kind', [
    v.object({
      kind: v.literal('histogram'),
      unit: v.picklist(['number', 'epoch_seconds']),
      buckets: v.array(v.object({ min: v.number(), max: v.number(), count: v.number() })),
    }),
    v.object({ kind: v.literal('pie'), slices: v.array(v.object({ label: v.string(), count: v.number() })) }),
    v.object({ kind: v.literal('series'), labels: v.array(v.string()), series }),
    v.object({ kind: v.literal('times'), times: v.array(number), series }),
    v.object({
      kind: v.literal('table'),
      headers: v.array(v.string()),
      rows: v.array(v.array(cell)),
      index: v.nullable(v.array(v.string())),
    }),
    v.object({ kind: v.literal('render'), type: v.string(), text: v.string() }),
    v.object({
      kind: v.literal('source'),
      /** Null: what the upstream blocks give. */
      source: v.nullable(v.object({ kind: v.picklist(['table', 'sparse', 'rows']), file: v.string() })),
    }),
  ]),
  /** That of the chart, with what its code has changed. */
  configuration: v.record(v.string(), v.unknown()),
  notes: v.array(v.string()),
});
export type ChartAnswer = v.InferOutput<typeof chartAnswerSchema>;
export type SourceAnswer = NonNullable<Extract<ChartAnswer['drawing'], { kind: 'source' }>['source']>;
