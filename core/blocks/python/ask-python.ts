import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';

/** How long a Python may take to answer, in milliseconds: the first start after an installation is slow, as is a network disk. */
const ANSWER_TIME = 30_000;

/** Packages that blocks of data scientists import, as they are named in a package index. */
export const COMMON_PACKAGES = [
  'pandas',
  'polars',
  'pyarrow',
  'duckdb',
  'fastparquet',
  'numpy',
  'scipy',
  'scikit-learn',
  'xgboost',
  'mlflow',
] as const;

/** What a Python says of itself, so far as it is needed to start it. */
export interface PythonVersion {
  readonly major: number;
  readonly minor: number;
  /** For instance `3.11.7`. */
  readonly version: string;
  /** Its own path, which for a name on the path or a launcher is another one. */
  readonly executable: string;
}

/** What a person wants to know of a Python besides. */
export interface PythonFacts extends PythonVersion {
  /** The folder of its environment. */
  readonly prefix: string;
  readonly environment: 'virtual' | 'conda' | 'global';
  /** Whether its packages belong to the operating system (PEP 668), so that pip refuses to install any. */
  readonly isManaged: boolean;
  readonly hasPip: boolean;
  /** Versions of those of `COMMON_PACKAGES` that it has, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

const versionSchema = v.object({
  major: v.number(),
  minor: v.number(),
  version: v.string(),
  executable: v.string(),
});
/** What a Python says of a module. */
export interface Installed {
  readonly found: boolean;
  /** Of the package with the name that was given; null when there is none, or it does not say. */
  readonly version: string | null;
}

const installedSchema = v.array(v.object({ found: v.boolean(), version: v.nullable(v.string()) }));
const factsSchema = v.object({
  ...versionSchema.entries,
  prefix: v.string(),
  environment: v.picklist(['virtual', 'conda', 'global']),
  isManaged: v.boolean(),
  hasPip: v.boolean(),
  packages: v.record(v.string(), v.string()),
});

// a folder's own json.py must not be taken for Python's; that of the working folder would be
const BEGIN = `import sys
sys.path = [folder for folder in sys.path if folder]
import json
told = {"major": sys.version_info[0], "minor": sys.version_info[1], "version": sys.version.split()[0], "executable": sys.executable}
`;
const END = `
print("\\n" + json.dumps(told))`;
const FACTS = `import importlib.util, os, sysconfig
try:
    from importlib.metadata import version
except ImportError:
    version = None
virtual = sys.prefix != getattr(sys, "base_prefix", sys.prefix)
conda = os.path.isdir(os.path.join(sys.prefix, "conda-meta"))
packages = {}
for name in ${JSON.stringify(COMMON_PACKAGES)}:
    try:
        packages[name] = str(version(name))
    except Exception:
        pass
told.update({
    "prefix": sys.prefix,
    "environment": "virtual" if virtual else "conda" if conda else "global",
    "isManaged": not virtual and os.path.isfile(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")),
    "hasPip": importlib.util.find_spec("pip") is not None,
    "packages": packages,
})`;
/** Looks for modules without importing one; `[module, package]` for each. */
const MODULES = `from importlib import metadata, util
told = []
for module, package in json.loads(sys.argv[1]):
    try:
        found = util.find_spec(module) is not None
    except Exception:
        found = False
    try:
        version = metadata.version(package)
    except Exception:
        version = None
    told.append({"found": found, "version": version})`;

/** Where a question is asked, and what gives it up. */
export interface AskOptions {
  /** Working folder: some launchers choose by it. */
  readonly cwd: string;
  readonly signal?: AbortSignal;
}

/** The version of a Python. Starts it once; rejects when it is none. */
export async function askVersion(command: readonly string[], options: AskOptions): Promise<PythonVersion> {
  return v.parse(versionSchema, await ask(command, BEGIN + END, options));
}

/** Everything that is told of a Python. Starts it once; rejects when it is none. */
export async function askFacts(command: readonly string[], options: AskOptions): Promise<PythonFacts> {
  return v.parse(factsSchema, await ask(command, BEGIN + FACTS + END, options));
}

/** Which of the modules, each with the name of its package, a Python has. Starts it once; rejects when it is none. */
export async function askModules(
  command: readonly string[],
  modules: readonly (readonly [module: string, name: string])[],
  options: AskOptions,
): Promise<Installed[]> {
  return v.parse(installedSchema, await ask(command, BEGIN + MODULES + END, options, JSON.stringify(modules)));
}

async function ask(
  [program = '', ...args]: readonly string[],
  question: string,
  options: AskOptions,
  ...given: string[]
) {
  const { stdout } = await promisify(execFile)(program, [...args, '-c', question, ...given], {
    ...options,
    timeout: ANSWER_TIME,
    windowsHide: true,
  });
  // what is set up at Python's start may print before
  const answer: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  return answer;
}
