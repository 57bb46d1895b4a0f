import { describe, expect, it } from 'vitest';
import { registryHosts } from './registry-hosts';
import { readTracked, trackedFiles } from './source-files';

const binary = /\.(parquet|png|jpe?g|gif|ico|ttf|woff2?|arrow|npz|vsix)$/;

describe('package registries', () => {
  it('are named in no file', () => {
    const named = trackedFiles()
      .filter((file) => !binary.test(file))
      .flatMap((file) => registryHosts(readTracked(file)).map((host) => `${file}: ${host}`));
    expect(named).toEqual([]);
  });

  // put together here, so that this file names none
  it.each([
    ['registry', 'npmjs', 'org'].join('.'),
    ['"resolved":', '"https://mirror.example.com/a.tgz"'].join(' '),
    ['registry', 'https://mirror.example.com'].join('='),
    ['see https://www', 'npmjs', 'com/package/x'].join('.'),
  ])('would be found in %s', (text) => {
    expect(registryHosts(`first\n${text}\nlast`)).not.toEqual([]);
  });

  it('are not what merely sounds like one', () => {
    expect(registryHosts('npm ci && npm test; the registry has none; pkg.npm.json; vscode.languages.registry')).toEqual(
      [],
    );
  });
});
