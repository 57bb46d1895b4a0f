import * as vscode from 'vscode';
import { aggregations } from '../../core/data/metrics';
import { timeIntervals } from '../../core/data/time-buckets';
import { createBlock } from '../../core/project/create-block';
import { projectAt } from '../../core/project/find-project';
import { chartTemplateId } from '../../core/project/templates/charts';
import type { Pipeline } from '../../core/project/types';
import { cleanUuid } from '../../core/project/uuid';
import type { ColumnInfo } from '../../core/protocol/outputs';
import { openPlace } from '../open-place';
import type { Services } from '../services';
import { askBlock, blockEntry, unreadable } from './ask';
import { nameProblem } from './block-name';
import { askColumn, askColumns, storedColumns } from './chart-columns';
import {
  draftConfiguration,
  hasMetric,
  isOfPredictions,
  isTimeSeries,
  likelyFirst,
  offeredTypes,
  requireDrawable,
  type ChartDraft,
} from './chart-draft';
import { saveDocument } from './save-document';
import { inputStep, pickStep, type Answer, type StepPlace } from './wizard';

type Step = (place: StepPlace, draft: ChartDraft, given: Given) => Promise<Answer<unknown>>;

interface Given {
  readonly pipeline: Pipeline;
  readonly columns: readonly ColumnInfo[];
}

const icons: Readonly<Record<string, string>> = {
  'bar chart': 'graph',
  'line chart': 'graph-line',
  'pie chart': 'pie-chart',
  histogram: 'graph',
  table: 'table',
  'time series bar chart': 'graph',
  'time series line chart': 'graph-line',
  'predicted against actual': 'graph-scatter',
  residuals: 'graph',
  'residuals against predicted': 'graph-scatter',
  custom: 'file-media',
};

/** Asks for a new chart of a block, writes its file and its entry, and shows it; of a chart with code the file is opened. */
export async function addChart(services: Services, argument: unknown): Promise<undefined> {
  const ref = await askBlock(services, argument, {
    placeholder: 'Choose the block whose output the chart draws',
    runnable: true,
  });
  if (ref === undefined) return undefined;
  requireDrawable(await blockEntry(services, ref));
  const reading = await services.projects.read(ref);
  if (reading.pipeline === null) throw unreadable(ref.pipeline, reading.problems[0]);
  const draft: ChartDraft = {
    ...{ type: 'bar chart', code: null, columns: [], name: '' },
    ...{ aggregation: 'count', metricColumn: '', interval: 'original' },
  };
  const given = { pipeline: reading.pipeline, columns: await storedColumns(ref) };
  if (!(await fill(draft, given, `New Chart of ${ref.block}`))) return undefined;
  await saveDocument(reading.file);
  const plan = await createBlock(projectAt(ref.project), ref.pipeline, {
    name: draft.name,
    type: 'chart',
    language: draft.code ?? 'python',
    template: draft.code === null ? 'empty' : chartTemplateId(draft.type, draft.code),
    upstream: [ref.block],
    configuration: draftConfiguration(draft),
  });
  services.projects.invalidate(ref.project, ref.pipeline, false);
  if (draft.code !== null && plan.file !== null) await openPlace({ file: plan.file });
  await services.output.show(ref);
  return undefined;
}

/** Goes through the steps that the draft needs, forward and back; false when the user stops. */
async function fill(draft: ChartDraft, given: Given, title: string): Promise<boolean> {
  for (let index = 0; ;) {
    const steps = stepsFor(draft);
    const step = steps[index];
    if (step === undefined) return true;
    const answer = await step({ title, step: index + 1, steps: steps.length }, draft, given);
    if (answer.kind === 'stop') return false;
    index += answer.kind === 'next' ? 1 : -1;
  }
}

function stepsFor(draft: ChartDraft): readonly Step[] {
  const drawn = isOfPredictions(draft) ? [askActual, askPredicted] : [askDrawnColumns];
  const columns = draft.code === null && draft.type !== 'custom' ? drawn : [];
  const metric = hasMetric(draft) ? [askAggregation, askMetricColumn] : [];
  const interval = draft.code === null && isTimeSeries(draft) ? [askInterval] : [];
  return [askType, askCode, ...columns, ...metric, ...interval, askName];
}

async function askType(place: StepPlace, draft: ChartDraft): Promise<Answer<unknown>> {
  const choices = offeredTypes.map((value) => ({
    label: value === 'custom' ? 'picture or HTML' : value,
    iconPath: new vscode.ThemeIcon(icons[value] ?? 'graph'),
    value,
  }));
  const answer = await pickStep(place, 'What kind of chart?', choices);
  if (answer.kind === 'next') draft.type = answer.value;
  return answer;
}

async function askCode(place: StepPlace, draft: ChartDraft): Promise<Answer<unknown>> {
  const isCustom = draft.type === 'custom';
  const choices: readonly { label: string; description: string; value: ChartDraft['code'] }[] = [
    ...(isCustom ? [] : [{ label: 'Columns', description: 'chosen here, without code', value: null }]),
    ...(isOfPredictions(draft)
      ? []
      : [{ label: 'Python', description: 'code that sets what is drawn', value: 'python' as const }]),
    ...(isCustom ? [] : [{ label: 'SQL', description: 'a query whose columns are drawn', value: 'sql' as const }]),
  ];
  const answer = await pickStep(place, 'What is it drawn from?', choices);
  if (answer.kind === 'next') draft.code = answer.value;
  return answer;
}

async function askDrawnColumns(place: StepPlace, draft: ChartDraft, { columns }: Given): Promise<Answer<unknown>> {
  if (draft.type === 'table') {
    const answer = await askColumns(place, 'Which columns does it show?', columns);
    if (answer.kind === 'next') draft.columns = answer.value;
    return answer;
  }
  const question = isTimeSeries(draft)
    ? 'Which column holds the times?'
    : hasMetric(draft)
      ? 'By which column are the rows grouped?'
      : 'Which column does it count?';
  const answer = await askColumn(place, question, columns);
  if (answer.kind === 'next') draft.columns = [answer.value];
  return answer;
}

async function askActual(place: StepPlace, draft: ChartDraft, { columns }: Given): Promise<Answer<unknown>> {
  const answer = await askColumn(place, 'Which column holds the actual values?', likelyFirst(columns, 'actual'));
  if (answer.kind === 'next') draft.columns = [answer.value];
  return answer;
}

async function askPredicted(place: StepPlace, draft: ChartDraft, { columns }: Given): Promise<Answer<unknown>> {
  const others = columns.filter(({ name }) => name !== draft.columns[0]);
  const answer = await askColumn(place, 'Which column holds the predicted values?', likelyFirst(others, 'predicted'));
  if (answer.kind === 'next') draft.columns = [draft.columns[0] ?? '', answer.value];
  return answer;
}

async function askAggregation(place: StepPlace, draft: ChartDraft): Promise<Answer<unknown>> {
  const choices = aggregations.map((value) => ({ label: value.replaceAll('_', ' '), value }));
  const answer = await pickStep(place, 'What is computed of each group?', choices);
  if (answer.kind === 'next') draft.aggregation = answer.value;
  return answer;
}

async function askMetricColumn(place: StepPlace, draft: ChartDraft, { columns }: Given): Promise<Answer<unknown>> {
  const answer = await askColumn(place, `The ${draft.aggregation.replaceAll('_', ' ')} of which column?`, columns);
  if (answer.kind === 'next') draft.metricColumn = answer.value;
  return answer;
}

async function askInterval(place: StepPlace, draft: ChartDraft): Promise<Answer<unknown>> {
  const choices = timeIntervals.map((value) => ({
    label: value,
    description: value === 'original' ? 'as far apart as the first two times are' : '',
    value,
  }));
  const answer = await pickStep(place, 'How long is each step in time?', choices);
  if (answer.kind === 'next') draft.interval = answer.value;
  return answer;
}

async function askName(place: StepPlace, draft: ChartDraft, { pipeline }: Given): Promise<Answer<unknown>> {
  const { blocks, callbacks, conditionals, charts } = pipeline;
  const taken = new Set([...blocks, ...callbacks, ...conditionals, ...charts].map(({ uuid }) => uuid));
  const prompt = 'Name of the chart; its file is named after it';
  const answer = await inputStep(place, prompt, draft.name, (name) => nameProblem(cleanUuid(name), taken));
  if (answer.kind === 'next') draft.name = answer.value;
  return answer;
}
