import { expect, it } from 'vitest';
import { projectFiles, writeFiles, type BlockSource } from '../support/temp-project';
import { OutputPanel } from './output-panel';
import { PipelinesView } from './pipelines-view';
import { inVSCode } from './suite';

const fares: BlockSource = {
  uuid: 'fares',
  type: 'data_loader',
  language: 'sql',
  source: 'SELECT {{ miles }} * 2 AS fare, {{ start }} AS start\n',
};

const interaction = `inputs:
  miles: {type: text_field, style: {input_type: number}}
  start: {type: dropdown_menu, options: [{label: The station, value: 1}, {label: The harbour, value: 5}]}
variables:
  miles: {name: Distance, description: In miles., input: miles, required: true, types: [float]}
  start: {name: Start, input: start, required: true, types: [integer]}
`;

function prepare(folder: string): Promise<void> {
  return writeFiles(folder, {
    ...projectFiles({ price: [fares], plain: [] }),
    'interactions/trip.yaml': interaction,
    'pipelines/price/interactions.yaml':
      'blocks:\n  fares:\n    - {uuid: trip, name: Price of a trip, permissions: [{roles: [1]}]}\n',
  });
}

inVSCode('An interaction', { workspace: null, prepare }, (session) => {
  const pipelines = () => new PipelinesView(session().workbench);

  it('refuses what does not fit a field, and says what would', async () => {
    const { quickInput } = session().workbench;
    await pipelines().openPipeline('price');
    await pipelines().chooseFromMenu('price', 'Run with Interaction…');
    await quickInput.asks('Price of a trip: Distance (1/2)');
    await quickInput.widget.getByText('Permissions in Mage: roles 1.').waitFor();
    await quickInput.enter('far');
    await quickInput.widget.getByText('cannot be "far". Give a number such as 2.5.').waitFor();
  });

  it('starts a run with what was filled in', async () => {
    const { workbench } = session();
    await workbench.quickInput.enter('2.5');
    await workbench.quickInput.asks('Price of a trip: Start (2/2)');
    await workbench.quickInput.pick('The harbour');
    await pipelines().block('fares', /1 row/).waitFor({ timeout: 30_000 });
    await pipelines().chooseFromMenu('fares', 'Show Output');
    const output = new OutputPanel(workbench);
    await output.shows('fares', 'completed');
    const cells = [await output.cell(0, 'fare'), await output.cell(0, 'start')];
    for (const cell of cells) await expect.poll(() => cell.textContent()).toBe('5');
  });

  it('is missed with a sentence where there is none', async () => {
    const { workbench } = session();
    await pipelines().chooseFromMenu('plain', 'Run with Interaction…');
    await workbench.notification('Pipeline plain has no interactions.').waitFor();
  });
});
