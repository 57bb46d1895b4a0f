import { readBlockOutputs } from '../../core/store/outputs';
import type { ColumnInfo } from '../../core/protocol/outputs';
import type { BlockRef } from '../target';
import { inputStep, pickStep, pickManyStep, type Answer, type StepPlace } from './wizard';

/** The columns of the first table that the block has stored, newest outputs first; empty when there is none. */
export async function storedColumns({ project, pipeline, block }: BlockRef): Promise<readonly ColumnInfo[]> {
  const stored = await readBlockOutputs(project, pipeline, block);
  return stored?.manifest.outputs.find(({ kind }) => kind === 'table')?.schema ?? [];
}

/** Asks for one column: to choose from those that are known, else by its name. */
export function askColumn(
  place: StepPlace,
  placeholder: string,
  columns: readonly ColumnInfo[],
): Promise<Answer<string>> {
  if (columns.length === 0) return askName(place, placeholder);
  return pickStep(place, placeholder, columns.map(columnItem));
}

/** Asks for several columns, in the order in which the table has them. */
export async function askColumns(
  place: StepPlace,
  placeholder: string,
  columns: readonly ColumnInfo[],
): Promise<Answer<readonly string[]>> {
  if (columns.length > 0) return pickManyStep(place, placeholder, columns.map(columnItem));
  const answer = await askName(place, `${placeholder} Several are parted by commas`);
  if (answer.kind !== 'next') return answer;
  return { kind: 'next', value: answer.value.split(',').map((name) => name.trim()) };
}

function askName(place: StepPlace, placeholder: string): Promise<Answer<string>> {
  const prompt = `${placeholder} (run the block first to choose from its columns)`;
  return inputStep(place, prompt, '', (text) => (text.trim() === '' ? 'Write the name of a column.' : null));
}

function columnItem({ name, type }: ColumnInfo) {
  return { label: name, description: type, value: name };
}
