import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFiles, writeFiles } from '../support/temp-project';

/** A project whose pipeline `demo` has a block that waits until the test lets it go on: `numbers`, `wait`, `after`. */
export function writeWaitingProject(folder: string): Promise<void> {
  return writeFiles(
    folder,
    projectFiles({
      demo: [
        { uuid: 'numbers', type: 'data_loader', language: 'sql', source: 'SELECT i FROM range(10) t(i)\n' },
        { uuid: 'wait', language: 'typescript', upstream: ['numbers'], source: waiting },
        { uuid: 'after', language: 'sql', upstream: ['wait'], source: 'SELECT count(*) AS n FROM wait\n' },
      ],
    }),
  );
}

/** Lets the block `wait` go on, in this run and in all later ones. */
export function letGo(folder: string): Promise<void> {
  return writeFile(path.join(folder, 'go'), '');
}

const waiting = `import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { transformer, type Context, type Table } from 'eider';

export default transformer(async (numbers: Table, { sql, project, log, signal }: Context) => {
  log.info('waiting');
  while (!existsSync(path.join(project, 'go'))) await setTimeout(20, undefined, { signal });
  return sql\`SELECT * FROM \${numbers}\`;
});
`;
