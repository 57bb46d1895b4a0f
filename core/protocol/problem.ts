import * as v from 'valibot';

/**
 * Something wrong with a file of the user's, or with a run, said so that the user can act on it.
 * `code` is stable and what programs match on; `message` names the thing that is wrong; `remedy` says what to do.
 * Lines and columns count from 1, as editors show them.
 */
export const problemSchema = v.object({
  code: v.string(),
  severity: v.picklist(['error', 'warning', 'info']),
  message: v.string(),
  remedy: v.optional(v.string()),
  file: v.optional(v.string()),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
  /** Packages that would have to be installed, and the Python interpreter that lacks them. */
  missing: v.optional(v.object({ packages: v.array(v.string()), interpreter: v.string() })),
});
export type Problem = v.InferOutput<typeof problemSchema>;

/** What made a block, a test or a run fail: a problem, with the stack or engine text that a developer wants beside it. */
export const failureSchema = v.object({
  ...problemSchema.entries,
  /** Stack trace or the engine's own words; several lines. */
  detail: v.optional(v.string()),
  /** Of a failed assertion: what was expected and what came, printed. */
  expected: v.optional(v.string()),
  actual: v.optional(v.string()),
});
export type Failure = v.InferOutput<typeof failureSchema>;
