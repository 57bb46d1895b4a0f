import * as v from 'valibot';
import { outputKinds, outputNoteSchema } from '../../protocol/outputs';
import { failureSchema, type Failure } from '../../protocol/problem';

/** A block to run, as a worker takes it: one line of JSON. */
export interface PythonTask {
  readonly type: string;
  readonly block: string;
  readonly pipeline: string;
  readonly run: string;
  readonly trigger: string | null;
  /** Absolute paths, as all here. */
  readonly file: string;
  readonly project: string;
  /** The outer folder of a checkout of several projects, else the project. */
  readonly root_project: string;
  /** Folders that imports are looked for in before all others, in this order. */
  readonly import_folders: readonly string[];
  /** `BlockInput`s, in the order of the arguments. */
  readonly inputs: readonly object[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** What is `Wanted` of the block. */
  readonly wanted: object;
  /** Empty folder for the outputs. */
  readonly folder: string;
  /** Where a debugger shall find the block; null when it runs without. */
  readonly debug: PythonDebug | null;
  /** Text that the worker writes to its log behind all that the block has printed. */
  readonly mark: string;
}

/** How a worker waits for a debugger before its first block. */
export interface PythonDebug {
  /** Folder that holds the package `debugpy`; null for the interpreter's own. */
  readonly debugpy: string | null;
  /** Port of 127.0.0.1; 0 for one that is free. */
  readonly port: number;
  /** Seconds. */
  readonly patience: number;
}

const outputSchema = v.object({
  name: v.string(),
  kind: v.picklist(outputKinds),
  file: v.string(),
  rows: v.nullable(v.number()),
  columns: v.nullable(v.number()),
  note: v.exactOptional(outputNoteSchema),
});

/** What the block took, and whether the process is clean enough for another. */
const ended = {
  /** Seconds of processor time, those of child processes included. */
  cpu: v.number(),
  /** Bytes that the process held at most; null where the system does not tell. */
  memory: v.nullable(v.number()),
  reusable: v.boolean(),
};

/** What a worker says: one line of JSON each. */
export const fromPythonSchema = v.variant('type', [
  v.object({ type: v.literal('ready'), version: v.string(), executable: v.string() }),
  /** It waits for a debugger on this port. */
  v.object({ type: v.literal('debugger'), port: v.number() }),
  v.object({ type: v.literal('written'), output: outputSchema }),
  v.object({ type: v.literal('progress'), fraction: v.number() }),
  v.object({
    type: v.literal('test'),
    name: v.string(),
    seconds: v.number(),
    failure: v.nullable(failureSchema),
  }),
  /** What the block asks while it runs; a `PythonAnswer` with the same number must follow. */
  v.object({ type: v.literal('request'), id: v.number(), method: v.string(), params: v.unknown() }),
  v.object({
    type: v.literal('done'),
    outputs: v.array(outputSchema),
    answer: v.boolean(),
    /** Names of the variables that the block may have read; null for all. */
    variables: v.nullable(v.array(v.string())),
    /** Of a chart: what it draws. */
    chart: v.optional(v.unknown()),
    ...ended,
  }),
  v.object({ type: v.literal('failed'), failure: failureSchema, ...ended }),
]);
export type FromPython = v.InferOutput<typeof fromPythonSchema>;

/** The answer to a request of a worker, as it takes it: one line of JSON. */
export type PythonAnswer =
  { readonly answer: number; readonly result: unknown } | { readonly answer: number; readonly failure: Failure };
