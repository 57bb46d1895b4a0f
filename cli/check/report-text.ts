import type { Adoption, Finding, FoundPlace, FoundProject } from '../../core/protocol/adoption';
import { missingPackages, stopsSomethingIn } from '../../core/protocol/adoption-summary';
import { typedSpec } from '../../core/protocol/package-spec';
import { printable, type Style } from '../text/ansi';
import { plural } from '../text/format';
import { formatLocation } from '../text/problem';

/** Whether something in the folder does not run as it is. */
export function stopsSomething({ projects }: Adoption): boolean {
  return projects.some(stopsSomethingIn);
}

/** A report for people, each line with its place where it has one. */
export function reportText(found: Adoption, cwd: string, style: Style): string {
  const at = (place: FoundPlace) =>
    style.accent(formatLocation({ ...place, code: '', severity: 'info', message: '' }, cwd) ?? place.file);
  const absent = found.absent.map(
    ({ name, place }) => `  ${name}  ${style.dim('has no folder with pipelines')}  ${at(place)}`,
  );
  const lines = [
    ...found.projects.flatMap((project) => [...projectLines(project, at, style), '']),
    ...(absent.length === 0 ? [] : [style.bold('Listed in settings.yaml, and not there'), ...absent, '']),
  ];
  if (found.projects.length === 0) lines.push(`There is no project in ${found.folder}.`, '');
  return lines.join('\n');
}

function projectLines(project: FoundProject, at: (place: FoundPlace) => string, style: Style): string[] {
  const { pipelines, blocks, fallbacks, unused, problems, triggers, findings, traps, interpreter } = project;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', style.bold(title), ...lines.map((line) => `  ${line}`)];
  const finding = ({ message, instead, stops, place }: Finding) => [
    `${stops ? style.bad('✘') : style.warn('!')} ${printable(message)}  ${at(place)}`,
    `  → ${printable(instead)}`,
  ];
  const missing = missingPackages(project);
  return [
    `${style.bold(project.name)}  ${style.dim(project.root)}`,
    ...section(
      'Pipelines',
      pipelines.map(
        ({ uuid, type, blocks: count, charts, reason }) =>
          `${uuid}  ${style.dim([type ?? 'unread', plural(count, 'block'), ...(charts === 0 ? [] : [plural(charts, 'chart')])].join(', '))}${reason === null ? '' : `  ${style.bad('does not run')}`}`,
      ),
    ),
    ...section(
      'Blocks',
      blocks.map(({ type, language, count }) => `${count} × ${type} in ${language}`),
    ),
    ...section('Does not run, or runs otherwise', findings.flatMap(finding)),
    ...section(
      'Problems',
      problems.map(
        ({ severity, message, file = project.root, line = 1, column = 1 }) =>
          `${severity === 'error' ? style.bad('✘') : style.warn('!')} ${printable(message)}  ${at({ file, line, column })}`,
      ),
    ),
    ...section('Python', [
      ...(interpreter.state === 'found'
        ? [`${interpreter.command} (${interpreter.version}, ${interpreter.source})`]
        : []),
      ...(interpreter.state === 'missing'
        ? [
            `${style.bad('✘')} ${printable(interpreter.failure.message)}`,
            `  → ${printable(interpreter.failure.remedy ?? '')}`,
          ]
        : []),
      ...project.packages.map(({ name, installed, version, optional, required, place }) => {
        const state =
          installed === null
            ? ''
            : installed
              ? style.good(version ?? 'there')
              : optional
                ? style.warn('not there; the code does without')
                : style.bad('missing');
        return [name, state, ...(required === null ? [style.dim('in no requirements.txt')] : []), at(place)]
          .filter((part) => part !== '')
          .join('  ');
      }),
      ...(missing.length > 0 && interpreter.state === 'found'
        ? [`→ ${interpreter.command} -m pip install ${missing.map(typedSpec).join(' ')}`]
        : []),
      ...traps.flatMap(finding),
    ]),
    ...section(
      'Triggers (none starts by itself)',
      triggers.map(
        ({ name, pipeline, kind, interval, active, place }) =>
          `${name}  ${style.dim([`of ${pipeline}`, interval ?? kind ?? 'no schedule', active ? 'active in Mage' : 'inactive'].join(', '))}  ${at(place)}`,
      ),
    ),
    ...section(
      'Files found in another place than their pipeline names',
      fallbacks.map(
        ({ pipeline, block, wanted, used, place }) =>
          `${pipeline} / ${block}: ${wanted} → ${used ?? 'nowhere'}  ${at(place)}`,
      ),
    ),
    ...section(
      'Data products',
      project.products.map(({ name, place }) => `${name}  ${at(place)}`),
    ),
    ...section(
      'Interactions',
      project.interactions.map(({ name, place }) => `${name}  ${at(place)}`),
    ),
    ...section(
      'Dashboards (not drawn yet)',
      project.dashboards.map(({ name, place }) => `${name}  ${at(place)}`),
    ),
    ...section('Block files in no pipeline', unused.map(at)),
  ];
}
