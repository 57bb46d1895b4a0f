import { describe, expect, it } from 'vitest';
import { parseTemplate } from './template-expression';

const output = (block: string | null, ...path: (string | number)[]) => ({ kind: 'block_output', block, path });

describe('a template', () => {
  it('is a name, or asks for a variable, the environment or a secret', () => {
    expect(parseTemplate(' größe ')).toEqual({ kind: 'name', name: 'größe' });
    expect(parseTemplate("variables('a b')")).toEqual({ kind: 'variable', name: 'a b' });
    expect(parseTemplate('env_var( "HOME" )')).toEqual({ kind: 'environment', name: 'HOME' });
    expect(parseTemplate("mage_secret_var('KEY')")).toEqual({ kind: 'secret', name: 'KEY' });
  });

  it('asks for what a block gave, or for a part of it', () => {
    expect(parseTemplate("block_output('load')")).toEqual(output('load'));
    expect(parseTemplate(`block_output("load")[0]["the rows"].n[-1]`)).toEqual(output('load', 0, 'the rows', 'n', -1));
  });

  it("asks for it in Mage's form too", () => {
    expect(parseTemplate("block_output('load', parse=lambda data, vars: data['n'][0])")).toEqual(
      output('load', 'n', 0),
    );
    expect(parseTemplate("block_output(block_uuid='load', parse=lambda d, _: d)")).toEqual(output('load'));
    expect(parseTemplate('block_output(parse=lambda data, variables: data[1].n)')).toEqual(output(null, 1, 'n'));
    expect(parseTemplate('block_output()')).toEqual(output(null));
  });

  it('may ask for keys with brackets in them', () => {
    expect(parseTemplate("block_output('h')['f(x)']")).toEqual(output('h', 'f(x)'));
    expect(parseTemplate('block_output("h", parse=lambda d, v: d["f(x)"])[0]')).toEqual(output('h', 'f(x)', 0));
  });

  it.each([
    '1 + 1',
    "block_output('load').pop()",
    "block_output('load', parse=lambda data, vars: len(data))",
    "block_output('load', parse=lambda data, vars: vars['n'])",
    "block_output('load')[i]",
    "variables('a') + 1",
    "open('file')",
    '',
  ])('that is code is none: %s', (text) => {
    expect(parseTemplate(text)).toBeNull();
  });
});
