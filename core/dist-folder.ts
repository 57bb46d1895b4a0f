import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Folder of the built bundles and the files that go with them: beside the running bundle, or, when the sources run
 * themselves (tests), `dist` at the root of the checkout.
 */
export function distFolder(): string {
  if (existsSync(path.join(__dirname, 'block-worker.js'))) return __dirname;
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'dist', 'block-worker.js');
    if (existsSync(candidate)) return path.dirname(candidate);
    if (path.dirname(folder) === folder) throw new Error('dist/block-worker.js is not built: run npm run build');
  }
}
