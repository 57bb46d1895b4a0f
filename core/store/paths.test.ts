import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { blockLogFile, blockOutputsFolder, eventLogFile, flatUuid, pipelineRunsFolder, storePaths } from './paths';

const root = path.resolve('/projects/taxi');

describe("a block's name on disk", () => {
  it('is its uuid as long as every system takes that for a name', () => {
    for (const uuid of ['ingest', 'größe_🚕', 'a.b-c d', "it's"]) expect(flatUuid(uuid)).toBe(uuid);
  });

  it.each([
    ['a/b', /^a_b~[0-9a-f]{8}$/],
    ['..', /^_\.~/],
    ['.', /^_~/],
    ['.hidden', /^_hidden~/],
    ['a\\..\\b', /^a_\.\._b~/],
    ['C:\\x', /^C__x~/],
    ['con', /^con~/],
    ['lpt1.sql', /^lpt1\.sql~/],
    ['ends.', /^ends\.~/],
    ['tab\tnew\nline', /^tab_new_line~/],
    ['Mixed', /^Mixed~/],
    ['', /^~/],
    ['🚕'.repeat(80), /^(🚕){24}~/u],
  ])('of %j can be used anywhere', (uuid, expected) => {
    expect(flatUuid(uuid)).toMatch(expected);
  });

  it('differs for uuids that differ in case or in what was replaced', () => {
    const names = ['a/b', 'a_b', 'a\\b', 'A_b', 'a:b'].map((uuid) => flatUuid(uuid).toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the folders of a project', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom('..', '.', '/', '\\', 'a', '\0', ':')).map((parts) => parts.join('')),
  );

  it('never lead outside', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (pipeline, block, run) => {
        const { outputs, runs } = storePaths(root);
        const depth = (base: string, target: string) => path.relative(base, target).split(path.sep);
        for (const [base, target, levels] of [
          [outputs, blockOutputsFolder(root, pipeline, block), 2],
          [runs, pipelineRunsFolder(root, pipeline), 1],
          [runs, eventLogFile(root, pipeline, run), 3],
          [runs, blockLogFile(root, pipeline, run, block), 3],
        ] as const) {
          expect(depth(base, target)).toHaveLength(levels);
          expect(depth(base, target)).not.toContain('..');
        }
      }),
    );
  });
});
