import path from 'node:path';
import * as v from 'valibot';
import { cellTextLength, childStatuses, type DataMethod, type DataRequests } from '../protocol/data';
import { importanceKinds } from '../protocol/model';
import { mostChosen } from '../protocol/experiment-view';

/** Rows of one page at most. */
const largestPage = 10_000;

/** Children of one page at most: of each its manifest is read. */
const largestList = 500;

/** Features whose importance is listed, and levels of a tree that are drawn at a time. */
const mostFeatures = 1000;
const mostLevels = 8;

const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const project = v.pipe(
  v.string(),
  v.check((value) => path.isAbsolute(value), 'must be an absolute path'),
);
/** A name that becomes part of a path below the project and must not lead out of it. */
const name = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((value) => !value.includes('\0') && !value.split(/[\\/]/).includes('..'), 'must not lead to another folder'),
);
const run = v.nullable(name);

const filter = v.variant('op', [
  v.object({ op: v.literal('contains'), column: v.string(), value: v.string() }),
  v.object({ op: v.literal('equals'), column: v.string(), value: v.string() }),
  v.object({ op: v.literal('range'), column: v.string(), min: v.nullable(v.string()), max: v.nullable(v.string()) }),
  v.object({ op: v.picklist(['null', 'not_null']), column: v.string() }),
]);
const child = v.exactOptional(wholeNumber);
const outputRef = { project, pipeline: name, block: name, run, child, index: wholeNumber };
const blockInRun = { project, pipeline: name, block: name, run: name };
const order = { sort: v.array(v.object({ column: v.string(), descending: v.boolean() })), filters: v.array(filter) };
const columnQuery = { ...outputRef, column: v.string(), filters: v.array(filter) };
const finite = v.pipe(v.number(), v.finite());

/** Schema of each request's parameters, which come from another process and, before that, from a webview. */
export const requestSchemas: {
  readonly [M in DataMethod]: v.GenericSchema<unknown, DataRequests[M]['params']>;
} = {
  schema: v.object(outputRef),
  page: v.object({
    ...outputRef,
    offset: wholeNumber,
    limit: v.pipe(wholeNumber, v.maxValue(largestPage)),
    ...order,
    columns: v.exactOptional(v.object({ first: wholeNumber, end: wholeNumber })),
  }),
  cell: v.object({
    ...outputRef,
    ...order,
    row: wholeNumber,
    column: wholeNumber,
    from: wholeNumber,
    limit: v.pipe(wholeNumber, v.maxValue(cellTextLength)),
  }),
  profile: v.object(columnQuery),
  histogram: v.object({ ...columnQuery, buckets: v.pipe(wholeNumber, v.minValue(1)) }),
  chart: v.object({
    project,
    pipeline: name,
    chart: name,
    run,
    child: v.exactOptional(v.object({ block: name, index: wholeNumber })),
    code: v.exactOptional(
      v.nullable(
        v.object({
          python: v.nullable(v.string()),
          chosenBy: v.exactOptional(v.string()),
          revision: v.exactOptional(v.number()),
        }),
      ),
    ),
  }),
  preview: v.object(outputRef),
  model: v.object(outputRef),
  importances: v.object({
    ...outputRef,
    kind: v.picklist(importanceKinds),
    most: v.pipe(wholeNumber, v.maxValue(mostFeatures)),
  }),
  tree: v.object({
    ...outputRef,
    tree: wholeNumber,
    root: wholeNumber,
    levels: v.pipe(wholeNumber, v.maxValue(mostLevels)),
  }),
  tree_text: v.object({ ...outputRef, tree: wholeNumber }),
  // the name of a child is the user's: it is compared, and never becomes part of a path
  log: v.object({ ...blockInRun, child: v.exactOptional(v.string()), from: wholeNumber }),
  children: v.object({
    ...blockInRun,
    filter: v.string(),
    status: v.nullable(v.picklist(childStatuses)),
    offset: wholeNumber,
    limit: v.pipe(wholeNumber, v.maxValue(largestList)),
  }),
  child: v.object({ ...blockInRun, name: v.string() }),
  experiments: v.object({
    project,
    limit: v.pipe(wholeNumber, v.minValue(1)),
    chosen: v.pipe(v.array(v.string()), v.maxLength(mostChosen)),
  }),
  layout: v.object({
    nodes: v.array(v.object({ id: v.string(), width: finite, height: finite })),
    edges: v.array(v.object({ from: v.string(), to: v.string() })),
  }),
};

export function isDataMethod(method: string): method is DataMethod {
  return Object.hasOwn(requestSchemas, method);
}
