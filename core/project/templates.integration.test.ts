import { DuckDBInstance } from '@duckdb/node-api';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { distFolder } from '../dist-folder';
import { blockTemplates, languagesFor, templatesFor, type TemplateContext } from './templates';
import { temporaryFolder } from './test-support';
import { blockTypes } from './types';
import { typescriptConfig } from './typescript-config';

/** Every template of a language, for every type it has, without, with one and with awkward upstream blocks. */
function written(
  language: string,
): { readonly label: string; readonly text: string; readonly context: TemplateContext }[] {
  const upstreams = [[], ['trips'], ['sub/class', '2024', 'trips', 'sql', 'it"s', 'pd']];
  return blockTemplates
    .filter((template) => template.language === language)
    .flatMap((template) =>
      template.types.flatMap((type) =>
        upstreams.map((upstream, at) => {
          const context = { uuid: 'sub/new', name: 'New', type, upstream };
          return { label: `${type}_${template.id}_${at}`, text: template.contents(context), context };
        }),
      ),
    );
}

describe('block templates', () => {
  it('have an empty one last for every type and language on offer', () => {
    for (const type of blockTypes) {
      for (const language of languagesFor(type)) {
        if (type === 'global_data_product') continue;
        expect(templatesFor(type, language).at(-1)?.id).toBe('empty');
      }
    }
    expect(languagesFor('transformer')).toEqual(['sql', 'typescript', 'python']);
    expect(languagesFor('dbt')).toEqual([]);
  });

  it('in TypeScript have no type errors in a new project', async () => {
    const types = path.join(distFolder(), 'types');
    const folder = await temporaryFolder({
      'tsconfig.json': typescriptConfig,
      '.eider/types/eider.d.ts': await readFile(path.join(types, 'eider.d.ts'), 'utf8'),
      '.eider/types/learn.d.ts': await readFile(path.join(types, 'learn.d.ts'), 'utf8'),
      ...Object.fromEntries(written('typescript').map(({ label, text }) => [`transformers/${label}.ts`, text])),
    });
    const config = ts.readConfigFile(path.join(folder, 'tsconfig.json'), (file) => ts.sys.readFile(file));
    const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
    const program = ts.createProgram(fileNames, { ...options, noUnusedLocals: true });
    const messages = [...errors, ...ts.getPreEmitDiagnostics(program)].map(
      ({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
    expect(fileNames).toHaveLength(written('typescript').length);
    expect(messages).toEqual([]);
  });

  it('in SQL run on DuckDB', async () => {
    const folder = await temporaryFolder({ 'data/a.csv': 'id,started_at\n1,2024-01-01\n' });
    const connection = await (await DuckDBInstance.create()).connect();
    const input = "select 1 as id, timestamp '2024-01-15' as started_at";
    await connection.run(`copy (${input}) to '${folder}/data/a.parquet'`);
    for (const { label, text, context } of written('sql')) {
      for (const uuid of context.upstream) {
        await connection.run(`create or replace view "${uuid.replaceAll('"', '""')}" as ${input}`);
      }
      const query = text
        .replaceAll(/\{\{ df_\d \}\}/g, `(${input})`)
        .replaceAll("'data/", `'${folder}/data/`)
        .replaceAll("'sub_new", `'${folder}/sub_new`)
        .replaceAll('create table', 'create or replace table');
      await expect(connection.run(query || 'select 1'), `${label}\n${query}`).resolves.toBeDefined();
    }
    connection.closeSync();
  });

  it('in Python give each upstream block a parameter of its own', () => {
    const empty = written('python').find(({ label }) => label === 'transformer_empty_2');
    expect(empty?.text).toContain(
      'def run(sub_class, table_2024, trips, sql, it_s, pd2, **kwargs):\n    return sub_class\n',
    );
  });
});
