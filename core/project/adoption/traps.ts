import type { Finding, FoundPackage } from '../../protocol/adoption';
import type { ImportPlace } from './imported-modules';

/** What is known to go wrong with the versions that an interpreter has. Of versions that are not known nothing is said. */
export function versionTraps(packages: readonly FoundPackage[], squaredErrors: readonly ImportPlace[]): Finding[] {
  const found = packages.find(({ module }) => module === 'sklearn');
  if (found?.version == null || !isAtLeast(found.version, [1, 6])) return [];
  const { version } = found;
  return squaredErrors.map(({ file, line, column }) => ({
    feature: 'mean_squared_error(squared=…)',
    message: `scikit-learn ${version} has no argument squared any more; this call fails.`,
    instead: 'Call root_mean_squared_error, or install "scikit-learn<1.6".',
    stops: true,
    place: { file, line, column },
  }));
}

function isAtLeast(version: string, least: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > least[0] || (major === least[0] && minor >= least[1]);
}
