import * as vscode from 'vscode';
import { createBlock } from '../../core/project/create-block';
import { projectAt } from '../../core/project/find-project';
import { languagesFor, templatesFor, type BlockTemplate } from '../../core/project/templates';
import { blockTypes, type Block, type BlockLanguage, type BlockType, type Pipeline } from '../../core/project/types';
import { cleanUuid } from '../../core/project/uuid';
import { blockKind, languageLabel } from '../looks';
import { openPlace } from '../open-place';
import type { Services } from '../services';
import { blockOf, resolveTarget } from '../target';
import { askPipeline, blockItem, unreadable } from './ask';
import { nameProblem } from './block-name';
import { saveDocument } from './save-document';
import { inputStep, pickManyStep, pickStep, type Answer, type StepPlace } from './wizard';

/** What the steps have gathered; a step back keeps what came before it. */
interface Draft {
  type: BlockType;
  language: BlockLanguage;
  template: BlockTemplate | null;
  name: string;
  upstream: readonly string[];
}

type Step = (place: StepPlace, draft: Draft, pipeline: Pipeline) => Promise<Answer<unknown>>;

/** Types that need more than a file and an entry are written by hand. */
const offeredTypes = blockTypes.filter(
  (type) => !['global_data_product', 'dbt', 'extension', 'chart'].includes(type) && languagesFor(type).length > 0,
);

const steps: readonly Step[] = [askType, askLanguage, askTemplate, askName, askUpstream];

/** Asks for a new block, writes its file and its entry, and opens the file. */
export async function newBlock(services: Services, argument: unknown): Promise<undefined> {
  const ref = await askPipeline(services, argument, 'Choose the pipeline for the new block');
  if (ref === undefined) return undefined;
  const reading = await services.projects.read(ref);
  if (reading.pipeline === null) throw unreadable(ref.pipeline, reading.problems[0]);
  const after = blockOf(resolveTarget(argument))?.block ?? reading.pipeline.blocks.at(-1)?.uuid;
  const draft: Draft = {
    type: 'transformer',
    language: 'sql',
    template: null,
    name: '',
    upstream: after === undefined ? [] : [after],
  };
  if (!(await fill(draft, reading.pipeline, `New Block in ${ref.pipeline}`))) return undefined;
  await saveDocument(reading.file);
  const plan = await createBlock(projectAt(ref.project), ref.pipeline, {
    name: draft.name,
    type: draft.type,
    language: draft.language,
    template: draft.template?.id ?? 'empty',
    upstream: draft.upstream,
  });
  services.projects.invalidate(ref.project, ref.pipeline, false);
  if (plan.file !== null) await openPlace({ file: plan.file });
  services.selection.select({ ...ref, block: plan.entry.uuid });
  return undefined;
}

/** Goes through the steps, forward and back; false when the user stops. */
async function fill(draft: Draft, pipeline: Pipeline, title: string): Promise<boolean> {
  for (let index = 0; index < steps.length;) {
    const step = steps[index];
    if (step === undefined) break;
    const answer = await step({ title, step: index + 1, steps: steps.length }, draft, pipeline);
    if (answer.kind === 'stop') return false;
    index += answer.kind === 'next' ? 1 : -1;
  }
  return true;
}

async function askType(place: StepPlace, draft: Draft): Promise<Answer<BlockType>> {
  const choices = offeredTypes.map((value) => ({
    label: blockKind(value).label,
    iconPath: new vscode.ThemeIcon(blockKind(value).icon),
    value,
  }));
  const answer = await pickStep(place, 'What kind of block?', choices);
  if (answer.kind === 'next') draft.type = answer.value;
  return answer;
}

async function askLanguage(place: StepPlace, draft: Draft): Promise<Answer<BlockLanguage>> {
  const choices = languagesFor(draft.type).map((value) => ({ label: languageLabel(value), value }));
  const answer = await pickStep(place, 'In which language?', choices);
  if (answer.kind === 'next') draft.language = answer.value;
  return answer;
}

async function askTemplate(place: StepPlace, draft: Draft): Promise<Answer<BlockTemplate>> {
  const choices = templatesFor(draft.type, draft.language).map((value) => ({
    label: value.label,
    detail: value.description,
    value,
  }));
  const answer = await pickStep(place, 'What should its file begin with?', choices);
  if (answer.kind === 'next') draft.template = answer.value;
  return answer;
}

async function askName(place: StepPlace, draft: Draft, pipeline: Pipeline): Promise<Answer<string>> {
  const taken = new Set(entriesOf(pipeline).map((block) => block.uuid));
  const prompt = 'Name of the block; its file is named after it';
  const answer = await inputStep(place, prompt, draft.name, (name) => nameProblem(cleanUuid(name), taken));
  if (answer.kind === 'next') draft.name = answer.value;
  return answer;
}

async function askUpstream(place: StepPlace, draft: Draft, pipeline: Pipeline): Promise<Answer<readonly string[]>> {
  const candidates = pipeline.blocks.filter((block) => block.type !== 'markdown' && block.type !== 'scratchpad');
  if (candidates.length === 0) {
    draft.upstream = [];
    return { kind: 'next', value: [] };
  }
  const picked = draft.type === 'data_loader' || draft.type === 'markdown' ? [] : draft.upstream;
  const choices = candidates.map((block) => ({
    ...blockItem(block),
    picked: picked.includes(block.uuid),
    value: block.uuid,
  }));
  const answer = await pickManyStep(place, 'Which blocks does it read from? None is fine.', choices);
  if (answer.kind === 'next') draft.upstream = answer.value;
  return answer;
}

function entriesOf(pipeline: Pipeline): readonly Block[] {
  return [...pipeline.blocks, ...pipeline.callbacks, ...pipeline.conditionals, ...pipeline.charts];
}
