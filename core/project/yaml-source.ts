import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type { Problem } from '../protocol/problem';
import type { Position } from './types';
import { describeYamlError } from './yaml-errors';

/** A YAML file with where everything stands in it. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** What parsing gives: the source always, and whether its content can be relied on. */
export interface YamlReading {
  readonly source: YamlSource;
  /** False after an error of syntax; a repeated key is reported, yet leaves the file usable (the last one counts). */
  readonly usable: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Parses YAML 1.2 with merge keys. Mage reads 1.1, where `yes` and `2024-02-01` are no text; 1.2 is chosen because there
 * a chart's key `y` stays a `y`. Of several errors of syntax only the first is reported: the others follow from it.
 */
export function parseYaml(file: string, text: string): YamlReading {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const source: YamlSource = { file, text, document, lines };
  const repeated = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  const problems = repeated.map((error) => problemAt(source, error.pos[0], describeYamlError(error, source)));
  const broken = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  if (broken !== undefined) {
    const described = describeYamlError(broken, source);
    problems.unshift(problemAt(source, described.offset, described));
  } else {
    problems.push(...unresolvedAliases(source));
  }
  return { source, usable: !problems.some((problem) => problem.code === 'yaml_syntax'), problems };
}

/** A problem at an offset of the file's text. An error unless told otherwise. */
export function problemAt(
  source: Pick<YamlSource, 'file' | 'lines'>,
  offset: number,
  problem: { code: string; message: string; remedy: string; severity?: Problem['severity'] },
): Problem {
  const { code, message, remedy, severity = 'error' } = problem;
  return { code, severity, message, remedy, file: source.file, ...positionAt(source, offset) };
}

export function positionAt(source: Pick<YamlSource, 'lines'>, offset: number): Position {
  const { line, col } = source.lines.linePos(offset);
  return line === 0 ? { line: 1, column: 1 } : { line, column: col };
}

/** The node an alias stands for, or the node itself. */
export function resolved(source: YamlSource, node: unknown): Node | null {
  if (isAlias(node)) return node.resolve(source.document) ?? null;
  return isScalar(node) || isMap(node) || isSeq(node) ? node : null;
}

/** The pair of a key in a map; a key that comes in through `<<` counts when the map has none of its own. */
export function pairOf(source: YamlSource, map: Node | null, key: string): Pair | null {
  if (!isMap(map)) return null;
  // of a repeated key the last one counts, as for every YAML reader
  const own = map.items.findLast((pair) => isScalar(pair.key) && pair.key.value === key);
  if (own !== undefined) return own;
  for (const pair of map.items) {
    if (!isScalar(pair.key) || pair.key.source !== '<<') continue;
    const merged = resolved(source, pair.value);
    const maps = isSeq(merged) ? merged.items.map((item) => resolved(source, item)) : [merged];
    for (const candidate of maps) {
      const found = candidate === map ? null : pairOf(source, candidate, key);
      if (found !== null) return found;
    }
  }
  return null;
}

/** Where a node of the file begins; 0 for one that is not in it. */
export function offsetOf(node: unknown): number {
  return (isAlias(node) || isScalar(node) || isMap(node) || isSeq(node)) && node.range ? node.range[0] : 0;
}

function unresolvedAliases(source: YamlSource): Problem[] {
  if (!source.text.includes('*')) return [];
  const problems: Problem[] = [];
  visit(source.document, {
    Alias(_, alias) {
      if (alias.resolve(source.document) !== undefined) return;
      problems.push(
        problemAt(source, offsetOf(alias), {
          code: 'yaml_syntax',
          message: `The YAML alias *${alias.source} stands for an anchor that does not exist.`,
          remedy: `Put &${alias.source} before the value it should stand for, above this line; put text that begins with * in quotes.`,
        }),
      );
    },
  });
  return problems.slice(0, 1);
}
