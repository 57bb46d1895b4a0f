import path from 'node:path';
import { root } from '../setup/root';

/** The folder of a fixture that tests share; what changes a fixture works on a copy. */
export function fixtureFolder(name: string): string {
  return path.join(root, 'test', 'fixtures', name);
}
