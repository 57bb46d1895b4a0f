import path from 'node:path';
import type { Finding } from '../../protocol/adoption';
import type { Failure } from '../../protocol/problem';
import { isFile, mapLimit, readLimit, readTextOrNull } from '../files';
import { whyBlockDoesNotRun, whyPipelineDoesNotRun } from '../not-runnable';
import { renderProjectText } from '../project-text';
import { readTriggers } from '../triggers';
import type { PipelineReading, Project } from '../types';
import { blocksIn } from './blocks';
import { hooksFile, pipelineFeatures, projectFeatures } from './features';
import type { Imports } from './imported-modules';
import { standInHas } from './stand-in';

/** What a project uses that Eider does not have, or has in part, in the order of its files. */
export async function findingsOf(project: Project, readings: readonly PipelineReading[]): Promise<Finding[]> {
  const pipelines = await mapLimit(readings, readLimit, (reading) => ofPipeline(project, reading));
  return [...(await settingsFindings(project.root)), ...pipelines.flat()];
}

/** The same of the settings in a folder alone: those of the outer folder of several projects hold for all of them. */
export async function settingsFindings(folder: string): Promise<Finding[]> {
  const settings = path.join(folder, 'metadata.yaml');
  const hooks = path.join(folder, 'global_hooks.yaml');
  const text = (await readTextOrNull(settings)) ?? '';
  return [...projectFeatures(settings, renderProjectText(text)), ...((await isFile(hooks)) ? [hooksFile(hooks)] : [])];
}

/** Modules of `mage_ai` that Eider's stand-in does not have. */
export async function missingOfMage({ mage }: Imports): Promise<Finding[]> {
  const found = await Promise.all(
    [...mage].map(async ([module, [place]]): Promise<Finding[]> => {
      if (await standInHas(module)) return [];
      return [
        {
          feature: `Module ${module}`,
          message: `${module} is not part of Eider, and the interpreter has no mage-ai.`,
          instead: 'Blocks that import it fail; install mage-ai in the interpreter, or do without it.',
          stops: true,
          place,
        },
      ];
    }),
  );
  return found.flat();
}

async function ofPipeline(project: Project, reading: PipelineReading): Promise<Finding[]> {
  const { pipeline, file, uuid } = reading;
  if (pipeline === null) return [];
  const [text, { file: triggersFile, triggers }] = await Promise.all([
    readTextOrNull(file),
    readTriggers(project, uuid),
  ]);
  const whole = whyPipelineDoesNotRun(pipeline);
  const blocks = whole === null ? blocksIn(reading).map((block) => whyBlockDoesNotRun(block, file)) : [];
  const events = triggers.filter(({ kind }) => kind === 'event');
  return [
    ...(whole === null ? [] : [stopped(`Pipelines of type ${pipeline.type}`, whole)]),
    ...blocks.flatMap((why) => (why === null ? [] : [stopped('Blocks that do not run', why)])),
    ...pipelineFeatures(file, text ?? '', uuid),
    ...events.map(({ name, position }) => ({
      feature: 'Triggers by events',
      message: `Trigger ${name} of pipeline ${uuid} waits for events; nothing listens for them.`,
      instead: `Run it yourself: eider run ${uuid} --trigger "${name}".`,
      stops: false,
      place: { file: triggersFile, ...position },
    })),
  ];
}

function stopped(feature: string, { message, remedy = '', file = '', line = 1, column = 1 }: Failure): Finding {
  return { feature, message, instead: remedy, stops: true, place: { file, line, column } };
}
