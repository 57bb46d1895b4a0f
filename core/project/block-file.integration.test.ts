import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectAt } from './find-project';
import { readPipeline } from './read-pipeline';
import { temporaryFolder } from './test-support';

describe('block files', () => {
  const files = async (entries: string, extra: Record<string, string>, root = '') => {
    const folder = await temporaryFolder({
      [`${root}pipelines/p/metadata.yaml`]: `blocks:\n${entries}`,
      ...extra,
    });
    const project = projectAt(path.join(folder, ...root.split('/')));
    const { pipeline, problems } = await readPipeline(project, 'p');
    const found = (pipeline?.blocks ?? []).map(({ file, fileExists }) =>
      file === null ? null : `${fileExists ? '' : 'missing '}${path.relative(folder, file).replaceAll('\\', '/')}`,
    );
    return { found, codes: problems.map(({ code, severity }) => `${severity} ${code}`) };
  };

  it('lie in the folder of their type under their uuid, a slash being a sub folder', async () => {
    const { found, codes } = await files(
      `- { uuid: tune/sklearn, type: transformer }\n- { uuid: retrain/x, type: custom, language: typescript }\n- { uuid: notes, type: markdown }\n- { uuid: training_set, type: global_data_product, configuration: { global_data_product: { uuid: t } } }\n`,
      { 'transformers/tune/sklearn.py': '', 'custom/retrain/x.ts': '', 'markdowns/notes.md': '' },
    );
    expect(found).toEqual(['transformers/tune/sklearn.py', 'custom/retrain/x.ts', 'markdowns/notes.md', null]);
    expect(codes).toEqual([]);
  });

  it('are reported when missing, as an error only for blocks that run', async () => {
    const { found, codes } = await files(
      `- { uuid: a, type: custom, language: sql }\n- { uuid: b, type: scratchpad }\n`,
      {},
    );
    expect(found).toEqual(['missing custom/a.sql', 'missing scratchpads/b.py']);
    expect(codes).toEqual(['error block_file_missing', 'warning block_file_missing']);
  });

  it('may be named by configuration.file_path; a path to nowhere falls through', async () => {
    const { found } = await files(
      `- { uuid: a, type: custom, configuration: { file_path: shared/one.py } }\n- { uuid: b, type: custom, configuration: { file_path: gone.py } }\n`,
      { 'shared/one.py': '', 'custom/a.py': '', 'custom/b.py': '' },
    );
    expect(found).toEqual(['shared/one.py', 'custom/b.py']);
  });

  it('are those of the block that is replicated', async () => {
    const { found } = await files(
      `- { uuid: a, type: custom, language: sql }\n- { uuid: b, type: custom, replicated_block: a }\n- { uuid: c, type: custom, replicated_block: c }\n`,
      { 'custom/a.sql': '', 'custom/c.py': '' },
    );
    expect(found).toEqual(['custom/a.sql', 'custom/a.sql', 'custom/c.py']);
  });

  it('may be named from the root of a checkout of several projects, which may repeat its name or be gone', async () => {
    const entry = (uuid: string, file: string | null) =>
      `- { uuid: ${uuid}, type: custom, configuration: { file_source: { path: ${String(file)} } } }\n`;
    const { found } = await files(
      entry('a', 'unit_0/custom/a.py') +
        entry('b', 'mlops/unit_0/custom/b.py') +
        entry('c', 'unit_1/custom/c.py') +
        entry('d', null),
      {
        'mlops/settings.yaml': 'projects:\n  unit_0:\n  unit_3: {}\n',
        'mlops/unit_0/custom/a.py': '',
        'mlops/unit_0/custom/b.py': '',
        'mlops/unit_3/custom/a.py': '',
        'mlops/unit_3/custom/c.py': '',
        'mlops/unit_3/custom/d.py': '',
      },
      'mlops/unit_3/',
    );
    expect(found).toEqual([
      'mlops/unit_0/custom/a.py',
      'mlops/unit_0/custom/b.py',
      'mlops/unit_3/custom/c.py',
      'mlops/unit_3/custom/d.py',
    ]);
  });
});
