import * as v from 'valibot';
import { failureSchema, problemSchema } from './problem';

/* What was found in a folder with projects before anything of it was run or edited. Paths are absolute. */

const placeSchema = v.object({ file: v.string(), line: v.number(), column: v.number() });
export type FoundPlace = v.InferOutput<typeof placeSchema>;

const pipelineSchema = v.object({
  uuid: v.string(),
  /** Mage's word; null when the file cannot be read. */
  type: v.nullable(v.string()),
  blocks: v.number(),
  charts: v.number(),
  /** Why nothing of it runs; null when it does, though single blocks may not. */
  reason: v.nullable(v.string()),
  place: placeSchema,
});
export type FoundPipeline = v.InferOutput<typeof pipelineSchema>;

/** A block whose configured path leads nowhere, and which file is used instead. */
const fallbackSchema = v.object({
  pipeline: v.string(),
  block: v.string(),
  wanted: v.string(),
  /** Null when no other place has it either. */
  used: v.nullable(v.string()),
  place: placeSchema,
});

const triggerSchema = v.object({
  name: v.string(),
  pipeline: v.string(),
  /** `time`, `api` or `event`; null when the file names none. */
  kind: v.nullable(v.string()),
  interval: v.nullable(v.string()),
  /** As the file says. Whatever it says, nothing starts by itself. */
  active: v.boolean(),
  place: placeSchema,
});

const namedSchema = v.object({ name: v.string(), place: placeSchema });

/** A feature of Mage that Eider does not have, or has in part. */
const findingSchema = v.object({
  feature: v.string(),
  /** What of the project uses it, and what that means. */
  message: v.string(),
  /** What to do, or what happens instead. */
  instead: v.string(),
  /** Whether something does not run because of it. */
  stops: v.boolean(),
  place: placeSchema,
});
export type Finding = v.InferOutput<typeof findingSchema>;

const packageSchema = v.object({
  module: v.string(),
  /** What to install. */
  name: v.string(),
  /** As a `requirements.txt` has it; null when none names it. */
  required: v.nullable(v.string()),
  /** Whether the interpreter has it; null when none was asked. */
  installed: v.nullable(v.boolean()),
  version: v.nullable(v.string()),
  /** The code does without it when it is not there. */
  optional: v.boolean(),
  place: placeSchema,
  /** In how many places it is imported; 0 when only a `requirements.txt` names it, whose place it has then. */
  count: v.number(),
});
export type FoundPackage = v.InferOutput<typeof packageSchema>;

const interpreterSchema = v.variant('state', [
  /** Nobody asked: the report is of the files alone. */
  v.object({ state: v.literal('unasked') }),
  v.object({
    state: v.literal('found'),
    command: v.string(),
    version: v.string(),
    /** Why it was taken. */ source: v.string(),
  }),
  v.object({ state: v.literal('missing'), failure: failureSchema }),
]);
export type FoundInterpreter = v.InferOutput<typeof interpreterSchema>;

const projectSchema = v.object({
  root: v.string(),
  name: v.string(),
  pipelines: v.array(pipelineSchema),
  /** How many blocks there are of a type in a language, the most first. */
  blocks: v.array(v.object({ type: v.string(), language: v.string(), count: v.number() })),
  fallbacks: v.array(fallbackSchema),
  /** Files in the folders of blocks that no pipeline names. */
  unused: v.array(placeSchema),
  problems: v.array(problemSchema),
  triggers: v.array(triggerSchema),
  products: v.array(namedSchema),
  interactions: v.array(namedSchema),
  dashboards: v.array(namedSchema),
  findings: v.array(findingSchema),
  interpreter: interpreterSchema,
  packages: v.array(packageSchema),
  /** What is known to go wrong with the versions that are installed. */
  traps: v.array(findingSchema),
});
export type FoundProject = v.InferOutput<typeof projectSchema>;

export const adoptionSchema = v.object({
  folder: v.string(),
  projects: v.array(projectSchema),
  /** Names in a `settings.yaml` whose folders do not exist or hold no pipelines. */
  absent: v.array(v.object({ name: v.string(), folder: v.string(), place: placeSchema })),
});
export type Adoption = v.InferOutput<typeof adoptionSchema>;
