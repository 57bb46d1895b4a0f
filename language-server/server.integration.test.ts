import { afterEach, describe, expect, it } from 'vitest';
import {
  DiagnosticSeverity,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  FileChangeType,
  type Diagnostic,
} from 'vscode-languageserver/node';
import { covered, startTestClient, unmark, type TestClient } from './testing';

const pipeline = 'pipelines/taxi/metadata.yaml';
const files = {
  'metadata.yaml': 'project_type: standalone\n',
  [pipeline]: '',
  'data_loaders/ingest.sql': 'SELECT 1 AS x\n',
  'transformers/deep/prepare.ts': '',
};
const whole = `name: taxi
type: python
blocks:
  - uuid: ingest
    type: data_loader
    language: sql
  # the notes below belong to the next block
  - uuid: deep/prepare
    type: transformer
    language: typescript
    upstream_blocks: [ingest]
widgets:
  - {uuid: by_hour, type: chart, configuration: {group_by: [x]}, upstream_blocks: [ingest]}
`;

let client: TestClient | null = null;
async function start(more: Readonly<Record<string, string>> = {}): Promise<TestClient> {
  client = await startTestClient({ ...files, ...more });
  return client;
}
afterEach(async () => {
  await client?.dispose();
  client = null;
});

describe('diagnostics of a pipeline', () => {
  it('has none for a sound pipeline', async () => {
    expect(await (await start()).edit(pipeline, whole)).toEqual([]);
  });

  it('marks the word that is wrong, with code, severity and what to do', async () => {
    const { text, marks } = unmark(whole.replace('[ingest]\nwidgets', '[‸ingset‸]\nwidgets'));
    const [diagnostic, ...others] = await (await start()).edit(pipeline, text);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      source: 'eider',
      code: 'upstream_unknown',
      severity: DiagnosticSeverity.Error,
      range: { start: marks[0], end: marks[1] },
    });
    expect(diagnostic?.message).toContain('Did you mean ingest?');
  });

  it('tells of a missing block file at the entry', async () => {
    const { text, marks } = unmark(
      whole.replace('uuid: ingest\n', '‸uuid‸: ingested\n').replaceAll('[ingest]', '[ingested]'),
    );
    const diagnostics = await (await start()).edit(pipeline, text);
    expect(diagnostics.map(({ code, range }) => ({ code, range }))).toEqual([
      { code: 'block_file_missing', range: { start: marks[0], end: marks[1] } },
    ]);
  });

  it('survives every half-typed beginning of a file', async () => {
    const server = await start();
    for (let length = 0; length < whole.length; length += 29) {
      const diagnostics = await server.edit(pipeline, whole.slice(0, length));
      expect(diagnostics.every((diagnostic) => diagnostic.source === 'eider')).toBe(true);
    }
    expect(await server.edit(pipeline, whole)).toEqual([]);
  });

  it('takes the unsaved text, not what is on disk', async () => {
    const server = await start({ [pipeline]: 'blocks: [' });
    expect(await server.edit(pipeline, whole)).toEqual([]);
    expect(codes(await server.edit(pipeline, 'blocks: ['))).toEqual(['yaml_syntax']);
  });

  it('checks again when a block file goes and comes, in every open pipeline', async () => {
    const other = 'pipelines/other/metadata.yaml';
    const server = await start();
    await server.edit(pipeline, whole);
    await server.edit(other, 'blocks:\n  - {uuid: ingest, type: data_loader, language: sql}\n');

    await server.remove('data_loaders/ingest.sql');
    expect(codes(await server.changed('data_loaders/ingest.sql', FileChangeType.Deleted, pipeline))).toEqual([
      'block_file_missing',
    ]);
    expect(codes(await server.changed('data_loaders/ingest.sql', FileChangeType.Deleted, other))).toEqual([
      'block_file_missing',
    ]);

    await server.write('data_loaders/ingest.sql', 'SELECT 1');
    expect(await server.changed('data_loaders/ingest.sql', FileChangeType.Created, pipeline)).toEqual([]);
  });

  it('clears a document that is closed', async () => {
    const server = await start();
    expect(await server.edit(pipeline, 'blocks: [')).toHaveLength(1);
    expect(await server.close(pipeline)).toEqual([]);
  });

  it('asks to be told of pipelines and block files, not of everything', async () => {
    const server = await start();
    await server.edit(pipeline, whole);
    const globs = JSON.stringify(server.registrations);
    expect(globs).toContain('data_loaders');
    expect(globs).toContain('**/metadata.yaml');
    expect(globs).not.toContain('"**/*"');
  });
});

describe('symbols of a pipeline', () => {
  it('are its blocks and charts, each with the text of its entry', async () => {
    const server = await start();
    await server.edit(pipeline, whole);
    const symbols = await server.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument: { uri: server.uri(pipeline) },
    });
    const shown = symbols?.map((symbol) => {
      if (!('range' in symbol)) throw new Error('a flat symbol');
      return [
        symbol.name,
        symbol.detail,
        covered(whole, symbol.selectionRange),
        covered(whole, symbol.range).split('\n').length,
      ];
    });
    expect(shown).toEqual([
      ['ingest', 'data_loader, sql', 'ingest', 3],
      ['deep/prepare', 'transformer, typescript', 'deep/prepare', 4],
      ['by_hour', 'chart', 'by_hour', 1],
    ]);
  });

  it('are there while the file is half typed', async () => {
    const server = await start();
    const text = whole.slice(0, whole.indexOf('[ingest]') + 1);
    await server.edit(pipeline, text);
    const symbols = await server.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument: { uri: server.uri(pipeline) },
    });
    expect(symbols?.map((symbol) => symbol.name)).toEqual(['ingest', 'deep/prepare']);
  });

  it('keep the selected text inside the entry when the uuid comes from an anchor', async () => {
    const server = await start();
    const text = 'base: &base {uuid: ingest, language: sql}\nblocks:\n  - <<: *base\n    type: data_loader\n';
    await server.edit(pipeline, text);
    const symbols = await server.connection.sendRequest(DocumentSymbolRequest.type, {
      textDocument: { uri: server.uri(pipeline) },
    });
    const [symbol] = symbols ?? [];
    if (symbol === undefined || !('range' in symbol)) throw new Error('no symbol');
    expect(symbol.range.start.line).toBe(2);
    expect(symbol.selectionRange.start.line).toBe(2);
  });
});

describe('links of a pipeline', () => {
  it('lead from a uuid to the file of the block, and nowhere when there is none', async () => {
    const server = await start();
    const text = whole.replace('uuid: ingest\n', 'uuid: gone\n');
    await server.edit(pipeline, text);
    const links = await server.connection.sendRequest(DocumentLinkRequest.type, {
      textDocument: { uri: server.uri(pipeline) },
    });
    expect(links?.map(({ range, target }) => [covered(text, range), target])).toEqual([
      ['deep/prepare', server.uri('transformers/deep/prepare.ts')],
    ]);
  });

  it('are none in a YAML file that is no pipeline', async () => {
    const server = await start();
    await server.edit(pipeline, whole);
    const links = await server.connection.sendRequest(DocumentLinkRequest.type, {
      textDocument: { uri: server.uri('metadata.yaml') },
    });
    expect(links).toBeNull();
  });
});

function codes(diagnostics: readonly Diagnostic[]): unknown[] {
  return diagnostics.map((diagnostic) => diagnostic.code);
}
