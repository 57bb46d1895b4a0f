import { expect, it } from 'vitest';
import { renderProjectText } from './project-text';

it('puts variables of the environment into the settings of a project, and leaves the lines where they are', () => {
  const text = `retry_config:
  retries: {{ env_var('RETRIES') }}
  # {% if x %}
password: "{{ mage_secret_var('P') }}"
dir: '{{
  env_var("MISSING") }}'
after: 1
`;
  expect(renderProjectText(text, { RETRIES: '3' })).toBe(`retry_config:
  retries: 3
  # 
password: ""
dir: '
'
after: 1
`);
});
