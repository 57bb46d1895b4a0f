import type { FoundPackage, FoundProject } from './adoption';

/** Packages that the code needs and the interpreter does not have. */
export function missingPackages({ packages }: Pick<FoundProject, 'packages'>): FoundPackage[] {
  return packages.filter(({ installed, optional }) => installed === false && !optional);
}

/** Whether something of a project does not run as it is: a feature that is not there, an error in a file, a package, Python itself. */
export function stopsSomethingIn(project: FoundProject): boolean {
  const { findings, traps, problems, interpreter, blocks } = project;
  return (
    [...findings, ...traps].some(({ stops }) => stops) ||
    problems.some(({ severity }) => severity === 'error') ||
    missingPackages(project).length > 0 ||
    (interpreter.state === 'missing' && blocks.some(({ language }) => language === 'python'))
  );
}
