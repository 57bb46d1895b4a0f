import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { writeFileAtomically } from '../project/files';
import { retentionSchema, usualRetention, type Retention } from '../protocol/runner';
import { storePaths } from './paths';

/*
 * What is kept of runs is a setting of the editor. A terminal, which does not see the editor's settings, must not remove what
 * the editor is told to keep: so the editor's runs leave a note of it in the store.
 */

/** What the editor keeps of a project's runs, as its last run noted it; else the usual. */
export async function readRetention(root: string): Promise<Retention> {
  try {
    return v.parse(retentionSchema, JSON.parse(await readFile(noteIn(root), 'utf8')));
  } catch {
    return usualRetention; // no run of the editor yet, or a note of another version
  }
}

/** Leaves a note of what is kept, when it is another than before. */
export async function noteRetention(root: string, retention: Retention): Promise<void> {
  const before = await readRetention(root);
  if (JSON.stringify(before) === JSON.stringify(retention)) return;
  await writeFileAtomically(noteIn(root), `${JSON.stringify(retention)}\n`);
}

function noteIn(root: string): string {
  return path.join(storePaths(root).root, 'retention.json');
}
