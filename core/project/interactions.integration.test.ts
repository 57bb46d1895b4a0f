import { expect, it } from 'vitest';
import { tempProject, writeFiles } from '../../test/support/temp-project';
import { projectAt } from './find-project';
import { readInteractions } from './interactions';
import { readPipeline } from './read-pipeline';
import { validateProject } from './validate';

const definition = `inputs:
  number: { type: text_field, style: { input_type: number } }
  menu:
    type: dropdown_menu
    options: [{ label: One, value: 1 }, { value: two }]
layout:
  - - { variable: b, width: 1 }
  - - { variable: a, width: 1 }
variables:
  a: { name: First, input: number, required: true, types: [integer] }
  b: { input: menu }
`;

async function project(attached: string, interaction = definition) {
  const root = await tempProject([{ uuid: 'predict', language: 'sql', source: 'SELECT 1' }]);
  await writeFiles(root, { 'interactions/form.yaml': interaction, 'pipelines/demo/interactions.yaml': attached });
  const { pipeline } = await readPipeline(projectAt(root), 'demo');
  if (pipeline === null) throw new Error('the pipeline cannot be read');
  const problems = await validateProject(pipeline.project);
  const told = problems.map(
    ({ message, file = '', line }) => `${file.slice(root.length + 1)}:${line ?? ''} ${message}`,
  );
  return { reading: await readInteractions(pipeline), told };
}

it('reads what a pipeline asks for, in the order of the layout, with what the pipeline changes', async () => {
  const { reading, told } = await project(`blocks:
  predict:
    - uuid: form.yaml
      name: Try it
      variables: { a: { uuid: count, required: false, types: [float] }, b: { disabled: true } }
      permissions: [{ roles: [1, editor], triggers: [{ schedule_type: time, schedule_interval: '@daily' }] }]
`);
  expect(told).toEqual([]);
  expect(reading.interactions).toMatchObject([
    {
      uuid: 'form',
      name: 'Try it',
      block: 'predict',
      permissions: [{ roles: ['1', 'editor'], triggers: [{ type: 'time', interval: '@daily' }] }],
      variables: [
        {
          uuid: 'b',
          disabled: true,
          input: {
            kind: 'dropdown_menu',
            options: [
              { label: 'One', value: 1 },
              { label: 'two', value: 'two' },
            ],
          },
        },
        { uuid: 'count', name: 'First', required: false, types: ['float'], input: { isNumber: true } },
      ],
    },
  ]);
});

it('tells at its place what is wrong with an interaction and its use', async () => {
  const { told } = await project(
    'blocks:\n  predct:\n    - uuid: frm\n  predict:\n    - uuid: form\n      variables: { z: {} }\n',
    definition
      .replace('type: dropdown_menu', 'type: dropdown')
      .replace('input: number', 'input: numbr')
      .replace('[integer]', '[int]')
      .replace('variable: b', 'variable: c'),
  );
  expect(told).toEqual([
    'interactions/form.yaml:4 Interaction form: inputs: menu: input menu has the type "dropdown", which does not exist.',
    'interactions/form.yaml:7 Interaction form: its layout shows "c", which does not exist.',
    'interactions/form.yaml:10 Variable a: its input is "numbr", which does not exist.',
    'interactions/form.yaml:10 Variable a: one of its types is "int", which does not exist.',
    'pipelines/demo/interactions.yaml:2 The interactions of pipeline demo: there is the block "predct", which does not exist.',
    'pipelines/demo/interactions.yaml:3 An interaction of block predct: its uuid is "frm", which does not exist.',
    'pipelines/demo/interactions.yaml:6 An interaction of block predict: it changes "z", which does not exist.',
  ]);
});
