import * as v from 'valibot';
import type { OutputKind, OutputNote } from './outputs';

/** What an output is in Python, as its note says it. */
export interface PythonObject {
  /** The name of its type with that of its module, as far as Python itself does not have it. */
  readonly type: string;
  /** The packages it was written with, and their versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** More about it, for people to read. */
  readonly outline: readonly string[];
}

const noteSchema = v.object({
  type: v.optional(v.string()),
  elements: v.optional(v.string()),
  packages: v.optional(v.record(v.string(), v.string()), {}),
  outline: v.optional(v.array(v.string()), []),
});

interface Stored {
  readonly kind: OutputKind;
  readonly file: string;
  readonly note?: OutputNote | undefined;
}

/** Files that only packages of Python's read. */
const PYTHON_FILES = /\.(pkl|ubj|npz)$/;

/** What an output is that only Python reads; null for what other languages read as well. */
export function pythonObject({ kind, file, note }: Stored): PythonObject | null {
  const parsed = v.safeParse(noteSchema, note ?? {});
  const { type, elements, packages, outline } = parsed.success ? parsed.output : v.parse(noteSchema, {});
  if (elements !== undefined) return { type: `array of ${elements}`, packages, outline };
  if (!PYTHON_FILES.test(file)) return null;
  return { type: type ?? (kind === 'sparse' ? 'sparse matrix' : 'object of Python'), packages, outline };
}

/** What a table is in Python where it is not simply a DataFrame: `Series`, `polars` …; null for any other. */
export function tableFlavour({ kind, note }: Pick<Stored, 'kind' | 'note'>): string | null {
  const type = note?.['type'];
  if (kind !== 'table' || typeof type !== 'string') return null;
  return type === 'series' ? 'Series' : type;
}
