import path from 'node:path';
import { DiagnosticSeverity, type Diagnostic, type Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../../core/protocol/problem';
import type { PipelineReading } from '../../core/project/types';
import { pipelinePlace, readPipelineDocument } from '../pipeline-document';
import type { ServerContext } from '../context';

/** Milliseconds without a keystroke before a file is checked. */
const typingPause = 150;

/**
 * Keeps the problems of every open pipeline up to date: after typing, and when files come or go on disk, since a block's
 * file may then be missing or back. A result that was overtaken by a newer text is dropped.
 */
export function publishDiagnostics({ connection, documents }: ServerContext): void {
  /** One for each open pipeline: the check that is planned or under way. */
  const checks = new Map<string, { timer: NodeJS.Timeout | null }>();

  const plan = (document: TextDocument, delay: number): void => {
    if (pipelinePlace(document.uri) === null) return;
    forget(document.uri);
    const check: { timer: NodeJS.Timeout | null } = { timer: null };
    checks.set(document.uri, check);
    check.timer = setTimeout(() => void run(document, check), delay);
  };
  const run = async (document: TextDocument, check: object): Promise<void> => {
    try {
      const { version } = document;
      const reading = await readPipelineDocument(document);
      if (reading === null || checks.get(document.uri) !== check) return;
      await connection.sendDiagnostics({ uri: document.uri, version, diagnostics: diagnosticsOf(reading, document) });
    } catch (error) {
      connection.console.error(`Pipeline ${document.uri} could not be checked: ${String(error)}`);
    }
  };
  const forget = (uri: string): void => {
    const timer = checks.get(uri)?.timer;
    if (timer) clearTimeout(timer);
    checks.delete(uri);
  };

  // comes for an opened document too, which has no check yet and need not wait
  documents.onDidChangeContent(({ document }) => plan(document, checks.has(document.uri) ? typingPause : 0));
  documents.onDidClose(({ document }) => {
    if (!checks.has(document.uri)) return;
    forget(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  connection.onDidChangeWatchedFiles(() => {
    for (const document of documents.all()) plan(document, typingPause);
  });
}

/** The problems that belong into this document, as the editor shows them. */
export function diagnosticsOf(reading: PipelineReading, document: TextDocument): Diagnostic[] {
  return reading.problems
    .filter((problem) => problem.file === undefined || path.relative(problem.file, reading.file) === '')
    .map((problem) => ({
      source: 'eider',
      code: problem.code,
      severity: severities[problem.severity],
      message: problem.remedy === undefined ? problem.message : `${problem.message}\n${problem.remedy}`,
      range: wordRange(document, problem),
    }));
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** A quoted text, a plain word (a colon inside it counts, one at its end does not), or else one character. */
const word = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|(?:[^\s,[\]{}#:]|:(?=\S))+|\S/y;

/** The word at the problem's position. */
function wordRange(document: TextDocument, { line = 1, column = 1 }: Problem): Range {
  const start = { line: line - 1, character: column - 1 };
  const offset = document.offsetAt(start);
  word.lastIndex = offset;
  const length = word.exec(document.getText())?.[0].length ?? 0;
  return { start: document.positionAt(offset), end: document.positionAt(offset + length) };
}
