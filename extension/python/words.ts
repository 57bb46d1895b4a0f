import path from 'node:path';
import type { InterpreterReport } from '../../core/blocks/python/interpreter-report';
import { literal } from '../text';

type Named = Pick<InterpreterReport, 'version' | 'environment' | 'prefix'>;

/** `3.11.7 ('.venv')`, as the Python extension writes it. */
export function pythonName({ version, environment, prefix }: Named): string {
  return environment === 'global' ? version : `${version} ('${path.basename(prefix)}')`;
}

/** What there is to know of a Python, as Markdown: where it is, why it was taken, and which packages it has. */
export function pythonTooltip(report: InterpreterReport): string {
  const { interpreter, source, packages, passed, isManaged } = report;
  const found = Object.entries(packages).map(([name, version]) => `${literal(name)} ${literal(version)}`);
  return [
    `**Python ${literal(pythonName(report))}** for Eider's Python blocks`,
    literal(interpreter),
    `Taken because: ${literal(source)}`,
    found.length === 0 ? 'None of the packages that blocks often need is installed.' : found.join(', '),
    ...(isManaged ? ['Its packages belong to the operating system.'] : []),
    ...passed.map((sentence) => `$(warning) ${literal(sentence)}`),
    'Click to select another.',
  ].join('\n\n');
}
