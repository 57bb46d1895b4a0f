import type { InterpreterReport } from '../../core/blocks/python/interpreter-report';
import { EiderError } from '../../core/errors';
import { isPackage } from '../../core/protocol/package-spec';

type Target = Pick<InterpreterReport, 'interpreter' | 'hasPip'>;

/**
 * The program and its arguments that install packages into a Python: its own pip, else uv where that is on the path. Throws
 * `package_name_wrong` and `pip_missing`.
 */
export function installCommand({ interpreter, hasPip }: Target, packages: readonly string[], hasUv: boolean): string[] {
  const wrong = packages.find((name) => !isPackage(name));
  if (wrong !== undefined) {
    throw new EiderError({
      code: 'package_name_wrong',
      message: `${wrong} is no name of a package.`,
      remedy: 'A package is named by letters, digits, dots, dashes and underscores, for instance scikit-learn.',
    });
  }
  if (hasPip) return [interpreter, '-m', 'pip', 'install', ...packages];
  if (hasUv) return ['uv', 'pip', 'install', '--python', interpreter, ...packages];
  throw new EiderError({
    code: 'pip_missing',
    message: `${interpreter} has no pip, and uv is not on the path.`,
    remedy: `Install pip into it, for instance with ${interpreter} -m ensurepip, then try again.`,
  });
}
