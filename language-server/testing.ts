import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { FileChangeType } from 'vscode-languageserver/node';
import {
  createConnection,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type Position,
  type ProtocolConnection,
  type Range,
  type RegistrationParams,
} from 'vscode-languageserver/node';
import { startServer } from './server';

/** Marks in a test's source text: two around what a range should cover, or one where the cursor is. */
const mark = '‸';

/** The text without its marks, and the lines and characters where they stood. */
export function unmark(marked: string): { readonly text: string; readonly marks: readonly Position[] } {
  const parts = marked.split(mark);
  let before = '';
  const marks = parts.slice(0, -1).map((part): Position => {
    before += part;
    const lines = before.split('\n');
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  });
  return { text: parts.join(''), marks };
}

/** The part of a text that a range covers. */
export function covered(text: string, { start, end }: Range): string {
  const lines = text.split('\n');
  if (start.line === end.line) return (lines[start.line] ?? '').slice(start.character, end.character);
  const between = lines.slice(start.line + 1, end.line);
  return [
    (lines[start.line] ?? '').slice(start.character),
    ...between,
    (lines[end.line] ?? '').slice(0, end.character),
  ].join('\n');
}

/** A real server on a project in a temporary folder, spoken to over its protocol. */
export interface TestClient {
  readonly connection: ProtocolConnection;
  /** What the server asked to be told about. */
  readonly registrations: readonly RegistrationParams[];
  uri(file: string): string;
  /** Writes a file of the project without telling the server. */
  write(file: string, text: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Opens, or replaces the text of, a document; gives its next diagnostics. */
  edit(file: string, text: string): Promise<Diagnostic[]>;
  /** Tells that a file changed on disk; gives the next diagnostics of `about`. */
  changed(file: string, type: FileChangeType, about: string): Promise<Diagnostic[]>;
  close(file: string): Promise<Diagnostic[]>;
  dispose(): Promise<void>;
}

export async function startTestClient(files: Readonly<Record<string, string>>): Promise<TestClient> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'eider-server-')));
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)));
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));

  const registrations: RegistrationParams[] = [];
  connection.onRequest(RegistrationRequest.type, (params) => void registrations.push(params));
  const waiting = new Map<string, (diagnostics: Diagnostic[]) => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    waiting.get(uri)?.(diagnostics);
    waiting.delete(uri);
  });
  connection.listen();

  const uri = (file: string): string => pathToFileURL(path.join(root, file)).href;
  const nextDiagnostics = (file: string): Promise<Diagnostic[]> => new Promise((done) => waiting.set(uri(file), done));
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the protocol's type still requires it
    rootUri: null,
    capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
  });
  await connection.sendNotification(InitializedNotification.type, {});

  const versions = new Map<string, number>();
  return {
    connection,
    registrations,
    uri,
    write,
    remove: (file) => rm(path.join(root, file)),
    async edit(file, text) {
      const next = nextDiagnostics(file);
      const version = (versions.get(file) ?? 0) + 1;
      versions.set(file, version);
      if (version === 1) {
        const textDocument = { uri: uri(file), languageId: 'yaml', version, text };
        await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
      } else {
        const textDocument = { uri: uri(file), version };
        await connection.sendNotification(DidChangeTextDocumentNotification.type, {
          textDocument,
          contentChanges: [{ text }],
        });
      }
      return next;
    },
    async changed(file, type, about) {
      const next = nextDiagnostics(about);
      await connection.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: [{ uri: uri(file), type }],
      });
      return next;
    },
    async close(file) {
      const next = nextDiagnostics(file);
      versions.delete(file);
      await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: uri(file) } });
      return next;
    },
    async dispose() {
      connection.dispose();
      await rm(root, { recursive: true, force: true });
    },
  };
}
