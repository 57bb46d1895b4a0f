import { describe, expect, it } from 'vitest';
import { EiderError } from '../../errors';
import { positionAt } from './rendered';
import { renderTemplates, type TemplateScope } from './template';

const scope: TemplateScope = {
  file: '/p/a.sql',
  upstream: ['ingest', 'zones/all'],
  variables: { limit: 5, column: 'we"ird', name: "O'Hara" },
  environment: (name) => (name === 'HOME' ? '/home' : null),
  secret: (name) => `secret ${name}`,
  tables: new Set(['ingest']),
  blockOutput: ({ path }) => path.length,
};
const render = (source: string) => renderTemplates(source, scope);

describe('templates in SQL', () => {
  it('binds a variable as a value', () => {
    const rendered = render('select * from t limit {{ limit }}');
    expect(rendered.text).toBe("select * from t limit getvariable('limit')");
    expect([...rendered.bindings]).toEqual([['limit', 5]]);
  });

  it('names the upstream blocks df_1, df_2 and by their uuid', () => {
    expect(render('from {{ df_1 }} join {{df_2}} on true, {{ ingest }}').text).toBe(
      'from "ingest" join "zones/all" on true, "ingest"',
    );
  });

  it('joins a variable to the text around it', () => {
    expect(render("select 'a''{{ name }}b'").text).toBe(
      "select ('a''' || CAST(getvariable('name') AS VARCHAR) || 'b')",
    );
  });

  it('escapes a variable inside an identifier', () => {
    expect(render('select "{{ column }}"').text).toBe('select "we""ird"');
  });

  it('leaves comments and text without templates alone', () => {
    const source = "-- {{ nothing }}\nselect '}}', $$ {{ kept }} $$ /* {{ x }} */";
    expect(render(source).text).toBe(source);
  });

  it('reads variables() and env_var()', () => {
    const rendered = render(`select {{ variables('limit') }}, {{ env_var("HOME") }}`);
    expect([...rendered.bindings]).toEqual([
      ['limit', 5],
      ['env:HOME', '/home'],
    ]);
  });

  it('reads what a block gave: its table as a relation, a part of it as a value', () => {
    const rendered = render(`select {{ block_output('ingest')[0]['n'] }} from {{ block_output('ingest') }}`);
    expect(rendered.text).toBe(`select getvariable('output:["ingest",[0,"n"]]') from "ingest"`);
    expect([...rendered.bindings.values()]).toEqual([2]);
  });

  it('names the line and column of a variable that nobody defines', () => {
    expect(problemOf('select 1,\n  {{ missing }}')).toMatchObject({
      code: 'template_unknown',
      line: 2,
      column: 3,
      file: '/p/a.sql',
    });
  });

  it('refuses an upstream number that does not exist', () => {
    expect(problemOf('from {{ df_3 }}').code).toBe('template_unknown');
  });

  it('refuses code', () => {
    expect(problemOf('select {{ 1 + 1 }}').code).toBe('template_unsupported');
  });

  it('knows no variables but the given ones', () => {
    expect(problemOf('select {{ constructor }}').code).toBe('template_unknown');
  });

  it('leaves the quotes inside a template to the template', () => {
    const rendered = render(`select 'a{{ env_var('HOME') }}b', 'it''s'`);
    expect(rendered.text).toBe(`select ('a' || CAST(getvariable('env:HOME') AS VARCHAR) || 'b'), 'it''s'`);
    expect(rendered.secrets).toEqual(['/home']);
  });

  it('binds names that differ only in case to different variables', () => {
    const { text, bindings } = renderTemplates('{{ a }} {{ A }} {{ a }} {{ A }}', {
      ...scope,
      variables: { a: 1, A: 2 },
    });
    expect(text).toBe("getvariable('a') getvariable('A~') getvariable('a') getvariable('A~')");
    expect([...bindings]).toEqual([
      ['a', 1],
      ['A~', 2],
    ]);
  });

  it('leads an offset after a template back to the source', () => {
    const source = 'select {{ limit }},\n  wrong';
    const rendered = render(source);
    const offset = rendered.sourceOffset(rendered.text.indexOf('wrong'));
    expect(positionAt(source, offset)).toEqual({ line: 2, column: 3 });
  });
});

function problemOf(source: string) {
  try {
    render(source);
  } catch (error) {
    if (error instanceof EiderError) return error.problem;
    throw error;
  }
  throw new Error('nothing was thrown');
}
