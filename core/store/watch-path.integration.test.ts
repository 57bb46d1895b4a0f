import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../test/support/temp-project';
import { watchPath } from './watch-path';

describe('watching a folder', () => {
  it('tells of a new file, and of nothing once disposed', async () => {
    const folder = await tempFolder();
    const names: (string | null)[] = [];
    const watcher = watchPath(folder, (name) => names.push(name));
    onTestFinished(() => watcher.dispose());
    await writeFile(path.join(folder, 'cancel'), '');
    await expect.poll(() => names).toContain('cancel');
    watcher.dispose();
    const told = names.length;
    await writeFile(path.join(folder, 'later'), '');
    expect(names).toHaveLength(told);
  });

  it('throws for one that does not exist', async () => {
    const missing = path.join(await tempFolder(), 'none');
    expect(() => watchPath(missing, () => undefined)).toThrow(/ENOENT/);
  });
});
