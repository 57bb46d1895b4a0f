import { EiderError } from '../../errors';
import { nearest } from '../../project/suggest';
import { domainOf } from './domain';
import type { Dimension, Node, ParameterTree } from './parameter-tree';
import type { NumberDistribution } from './space';

const RANGE = ['low', 'high'];
const BELL = ['mu', 'sigma'];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  uniform: RANGE,
  loguniform: RANGE,
  quniform: [...RANGE, 'q'],
  qloguniform: [...RANGE, 'q'],
  normal: BELL,
  lognormal: BELL,
  qnormal: [...BELL, 'q'],
  qlognormal: [...BELL, 'q'],
  randint: RANGE,
  choice: ['options'],
  constant: ['value'],
};
const ALL_FIELDS = new Set(Object.values(FIELDS).flat());

/** A search space, checked. Throws `space_invalid`, which names the parameter by its path and what is wrong with it. */
export function checkSpace(space: unknown): ParameterTree {
  const dimensions: Dimension[] = [];
  return { root: check(space, '', dimensions), dimensions };
}

function check(space: unknown, path: string, dimensions: Dimension[]): Node {
  if (Array.isArray(space)) {
    const items: readonly unknown[] = space;
    return { kind: 'list', items: items.map((item, index) => check(item, `${path}[${index}]`, dimensions)) };
  }
  if (typeof space !== 'object' || space === null) {
    checkPlain(space, path);
    return { kind: 'constant', value: space };
  }
  const given = new Map<string, unknown>(Object.entries(space));
  const type = given.get('type');
  if (typeof type === 'string') {
    if (Object.hasOwn(FIELDS, type)) return checkTyped(type, given, path, dimensions);
    refuseMistyped(type, given, path);
  }
  const inner = path === '' ? '' : `${path}.`;
  return {
    kind: 'record',
    entries: [...given].map(([name, entry]) => [name, check(entry, `${inner}${name}`, dimensions)] as const),
  };
}

function checkTyped(type: string, given: ReadonlyMap<string, unknown>, path: string, dimensions: Dimension[]): Node {
  const fields = FIELDS[type] ?? [];
  const missing = fields.find((name) => !given.has(name));
  if (missing !== undefined)
    refuse(path, `is ${type} without ${missing}`, `It takes ${fields.join(', ')}. ${AS_CONSTANT}`);
  const more = [...given.keys()].find((name) => name !== 'type' && !fields.includes(name));
  if (more !== undefined) refuse(path, `is ${type} with ${more}`, `It takes ${fields.join(', ')}. ${AS_CONSTANT}`);
  if (type === 'constant') {
    const value = given.get('value');
    checkPlain(value, path);
    return { kind: 'constant', value };
  }
  if (type === 'choice') return checkChoice(given.get('options'), path, dimensions);
  const domain = domainOf(checkNumbers(type, given, path));
  if (domain.kind === 'axis' && domain.steps !== null && domain.steps.first > domain.steps.last) {
    refuse(path, `is ${type} with no multiple of q between low and high`, 'Make q smaller or the range wider.');
  }
  const dimension = { label: labelOf(path), index: dimensions.length, domain };
  dimensions.push(dimension);
  return { kind: 'number', dimension };
}

const AS_CONSTANT = 'If the object is meant as it is, put constant(…) around its type.';

function checkChoice(options: unknown, path: string, dimensions: Dimension[]): Node {
  if (!Array.isArray(options) || options.length === 0) {
    refuse(path, 'is a choice without options', 'Give it a list of at least one option.');
  }
  const list: readonly unknown[] = options;
  const dimension: Dimension = {
    label: labelOf(path),
    index: dimensions.length,
    domain: { kind: 'categories', offset: 0, count: list.length },
  };
  dimensions.push(dimension);
  return {
    kind: 'choice',
    dimension,
    options: list.map((option, index) => check(option, `${path}[${index}]`, dimensions)),
  };
}

function checkNumbers(type: string, given: ReadonlyMap<string, unknown>, path: string): NumberDistribution {
  const number = (name: string): number => {
    const value = given.get(name);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return refuse(path, `is ${type} with ${shown(value)} for ${name}`, `${name} is a finite number.`);
  };
  for (const name of FIELDS[type] ?? []) number(name);
  const positive = (name: string) => {
    if (number(name) <= 0) refuse(path, `is ${type} with ${number(name)} for ${name}`, `${name} is above 0.`);
  };
  if (given.has('q')) positive('q');
  if (given.has('sigma')) positive('sigma');
  else if (number('low') >= number('high')) {
    refuse(path, `is ${type} from ${number('low')} to ${number('high')}`, 'low must be below high.');
  }
  if (type === 'randint' && !(Number.isSafeInteger(number('low')) && Number.isSafeInteger(number('high')))) {
    refuse(path, `is randint from ${number('low')} to ${number('high')}`, 'Both are whole numbers; high is not drawn.');
  }
  if (type.endsWith('loguniform') && (number('high') > 700 || number('low') < -700)) {
    refuse(
      path,
      `is ${type} from ${number('low')} to ${number('high')}, which are powers of e`,
      'For numbers from a to b write loguniform(Math.log(a), Math.log(b)).',
    );
  }
  // SAFETY: the type is a distribution's, its fields are all there and are numbers
  return Object.fromEntries(given) as unknown as NumberDistribution;
}

/** A constant may be anything that JSON can hold. */
function checkPlain(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value === 'object') {
    for (const [name, entry] of Object.entries(value)) checkPlain(entry, path === '' ? name : `${path}.${name}`);
    return;
  }
  refuse(path, `is ${shown(value)}`, 'A space holds distributions and what JSON can hold, so that it can be stored.');
}

/** A `type` of ours misspelt, among fields of ours: no object of constants. */
function refuseMistyped(type: string, given: ReadonlyMap<string, unknown>, path: string): void {
  const meant = nearest(type, Object.keys(FIELDS));
  if (meant === null || ![...given.keys()].some((name) => ALL_FIELDS.has(name))) return;
  refuse(path, `has the type ${type}, which is no distribution`, `Did you mean ${meant}? ${AS_CONSTANT}`);
}

function refuse(path: string, what: string, remedy: string): never {
  throw new EiderError({ code: 'space_invalid', message: `In the search space, ${labelOf(path)} ${what}.`, remedy });
}

function labelOf(path: string): string {
  return path === '' ? 'the whole space' : path;
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'function' ? 'a function' : value === undefined ? 'undefined' : JSON.stringify(value);
}
