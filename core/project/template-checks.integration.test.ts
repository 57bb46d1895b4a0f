import { expect, it } from 'vitest';
import { tempProject } from '../../test/support/temp-project';
import { projectAt } from './find-project';
import { validateProject } from './validate';

it('warns of templates in a configuration that name no variable', async () => {
  const configuration = {
    a: '{{ cty }} {{ ds }}',
    b: ["{{ variables('other') }}", '{{ city | upper }}'],
    c: '{{ city }}',
  };
  const root = await tempProject(
    [{ uuid: 'a', type: 'custom', language: 'sql', source: 'SELECT 1', fields: { configuration } }],
    { city: 'here' },
  );
  expect(
    (await validateProject(projectAt(root))).map(({ severity, message, remedy }) => [severity, message, remedy]),
  ).toEqual([
    ['warning', expect.stringContaining('{{ cty }}, which is no variable'), 'Did you mean city?'],
    [
      'warning',
      expect.stringContaining('{{ other }}, which is no variable'),
      'Add it under variables, unless the text is meant so.',
    ],
  ]);
});
