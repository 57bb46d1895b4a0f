import * as v from 'valibot';

/** How an output is stored and therefore how it can be looked at. */
export const outputKinds = ['table', 'sparse', 'array', 'json', 'text', 'model', 'image', 'html'] as const;
export type OutputKind = (typeof outputKinds)[number];

/** A column of a table output. `type` is DuckDB's name of the type, for instance `TIMESTAMP` or `DECIMAL(18,3)`. */
export const columnInfoSchema = v.object({ name: v.string(), type: v.string() });
export type ColumnInfo = v.InferOutput<typeof columnInfoSchema>;

/** What Python has to know besides the file to read an output back as it was: types of pandas', an index, of a model what it is. */
export const outputNoteSchema = v.record(v.string(), v.unknown());
export type OutputNote = v.InferOutput<typeof outputNoteSchema>;

/** One stored output of a block. `rows` and `columns` are null where the kind has no such measure (json, text, model). */
export const outputInfoSchema = v.object({
  index: v.number(),
  name: v.string(),
  kind: v.picklist(outputKinds),
  /** File name inside the output folder. */
  file: v.string(),
  rows: v.nullable(v.number()),
  columns: v.nullable(v.number()),
  bytes: v.number(),
});
export type OutputInfo = v.InferOutput<typeof outputInfoSchema>;

export const storedOutputSchema = v.object({
  ...outputInfoSchema.entries,
  /** Columns of a table output; empty for other kinds. */
  schema: v.array(columnInfoSchema),
  /** SHA-256 of the file, in hexadecimal. */
  checksum: v.string(),
  note: v.exactOptional(outputNoteSchema),
});
export type StoredOutput = v.InferOutput<typeof storedOutputSchema>;

export const testResultSchema = v.object({ name: v.string(), passed: v.boolean(), seconds: v.number() });

/** What the fingerprint of stored outputs was made of, so that what has changed since can be named. SHA-256 each. */
export const basisSchema = v.object({
  /** The block's source and everything of the project that it imports. */
  source: v.string(),
  configuration: v.string(),
  /** The variables that the block has read, by name. */
  variables: v.record(v.string(), v.string()),
  /** What each upstream block had given, in the order of the arguments. */
  inputs: v.array(v.object({ block: v.string(), content: v.string() })),
  /** The conditions and checks of the block; empty when it has none. */
  attached: v.optional(v.string(), ''),
  /** Whether the block has asked for something that may be another each time, such as the state of another pipeline. */
  asked: v.optional(v.boolean(), false),
});
export type Basis = v.InferOutput<typeof basisSchema>;

/** One run of a block below a dynamic block, as the manifest of the block lists it. */
export const storedChildSchema = v.object({ index: v.number(), name: v.string(), content: v.string() });

/** What a block took of the machine, where that can be told: of Python blocks. */
export const usageSchema = v.object({
  /** Seconds of processor time, those of processes that it started included. */
  cpu: v.number(),
  /** Bytes that its process held at most while it ran, the packages that are loaded included; null where unknown. */
  memory: v.nullable(v.number()),
});
export type Usage = v.InferOutput<typeof usageSchema>;

/** `manifest.json` of an output folder: written last, so a folder with a manifest is whole. */
export const manifestSchema = v.object({
  version: v.literal(1),
  pipeline: v.string(),
  block: v.string(),
  run: v.string(),
  /** ISO 8601, UTC. */
  finishedAt: v.string(),
  seconds: v.number(),
  usage: v.optional(usageSchema),
  /** SHA-256 over the basis: equal ones mean that running again would change nothing. */
  fingerprint: v.string(),
  basis: basisSchema,
  /** SHA-256 over what the outputs hold: equal ones mean that readers would see no difference. */
  content: v.string(),
  /** Of a block that ran once for each item: its runs, whose outputs lie in folders of their numbers. */
  children: v.nullable(v.array(storedChildSchema)),
  outputs: v.array(storedOutputSchema),
  tests: v.array(testResultSchema),
});
export type StoredChild = v.InferOutput<typeof storedChildSchema>;
export type Manifest = v.InferOutput<typeof manifestSchema>;
